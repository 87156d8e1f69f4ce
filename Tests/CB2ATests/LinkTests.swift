import CB2A
