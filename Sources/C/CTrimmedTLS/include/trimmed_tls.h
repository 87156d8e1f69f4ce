#pragma once

// OpenSSL 3.0 tries its decoders of every format on the key of every certificate that a server shows, which takes a sixth of
// a handshake. A server's key comes in one format alone. What probes shake hands with is OpenSSL as it is, without the others.
#include <openssl/ssl.h>

// A client's context of that library; of the usual one where it can't be made, or where FIPS is demanded.
SSL_CTX *_Nullable ctls_client_context(void);
// Whether contexts are of that library.
int ctls_is_trimmed(void);
