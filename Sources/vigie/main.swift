// The executable: arguments in, wiring, exit code out.
