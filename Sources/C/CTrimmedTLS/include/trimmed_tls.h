#pragma once

// OpenSSL 3.0 looks through its decoders of every format, and through everything else that it knows, for the key of every
// certificate that a server shows, which takes a quarter of a handshake. What probes shake hands with is OpenSSL as it is,
// without what no handshake needs.
#include <openssl/ssl.h>

// A client's context of that library; of the usual one where it can't be made, or where FIPS is demanded.
SSL_CTX *_Nullable ctls_client_context(void);
// Whether contexts are of that library.
int ctls_is_trimmed(void);
