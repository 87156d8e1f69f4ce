#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

// Macros of OpenSSL as functions, and its calls with the error queue looked after.

/// What a call on a connection came to, when it moved no bytes.
enum copenssl_outcome {
    COPENSSL_CLOSED = 0,
    COPENSSL_AGAIN = -1,
    COPENSSL_FAILED = -2,
};

static inline int copenssl_outcome_of(SSL *_Nonnull ssl, int result) {
    if (result > 0) return result;
    switch (SSL_get_error(ssl, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: return COPENSSL_AGAIN;
    case SSL_ERROR_ZERO_RETURN: return COPENSSL_CLOSED;
    default: ERR_clear_error(); return COPENSSL_FAILED;
    }
}

static inline int copenssl_handshake(SSL *_Nonnull ssl) {
    ERR_clear_error();
    return copenssl_outcome_of(ssl, SSL_do_handshake(ssl));
}

static inline int copenssl_read(SSL *_Nonnull ssl, void *_Nonnull buffer, int count) {
    ERR_clear_error();
    return copenssl_outcome_of(ssl, SSL_read(ssl, buffer, count));
}

static inline int copenssl_write(SSL *_Nonnull ssl, const void *_Nonnull buffer, int count) {
    ERR_clear_error();
    return copenssl_outcome_of(ssl, SSL_write(ssl, buffer, count));
}

static inline int copenssl_select_http11(
    SSL *_Nonnull ssl, const unsigned char *_Nullable *_Nonnull out, unsigned char *_Nonnull outlen,
    const unsigned char *_Nonnull in, unsigned int inlen, void *_Nullable arg) {
    static const unsigned char offered[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    (void)ssl;
    (void)arg;
    unsigned char *chosen = NULL;
    if (SSL_select_next_proto(&chosen, outlen, offered, sizeof offered, in, inlen) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

/// A context for a server: TLS 1.2 and up, HTTP/1.1 by ALPN, tickets, no renegotiation, buffers given back.
static inline SSL_CTX *_Nullable copenssl_server_context(void) {
    static const unsigned char session_context[] = "vigie";
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (!context) return NULL;
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(
        context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // A client that closes without close_notify has still closed; HTTP/1.1 frames its own messages.
    SSL_CTX_set_options(
        context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF |
                     SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_session_id_context(context, session_context, sizeof session_context - 1);
    // Tickets carry the session; a cache in the server would hold memory for each client.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 1);
    SSL_CTX_set_alpn_select_cb(context, copenssl_select_http11, NULL);
    return context;
}

/// Has sessions of the old context resume under the new one.
static inline int copenssl_keep_ticket_keys(SSL_CTX *_Nonnull from, SSL_CTX *_Nonnull to) {
    unsigned char keys[256];
    long length = SSL_CTX_get_tlsext_ticket_keys(from, NULL, 0);
    if (length <= 0 || length > (long)sizeof keys) return 0;
    int done = SSL_CTX_get_tlsext_ticket_keys(from, keys, length) && SSL_CTX_set_tlsext_ticket_keys(to, keys, length);
    OPENSSL_cleanse(keys, sizeof keys);
    return done;
}

// Links of frames between two programs.

/// As `copenssl_outcome_of`, and says which error it was; 0 when the connection broke without one.
static inline int copenssl_told_outcome_of(SSL *_Nonnull ssl, int result, unsigned long *_Nonnull error) {
    if (result > 0) return result;
    switch (SSL_get_error(ssl, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: return COPENSSL_AGAIN;
    case SSL_ERROR_ZERO_RETURN: return COPENSSL_CLOSED;
    default:
        *error = ERR_peek_error();
        ERR_clear_error();
        return COPENSSL_FAILED;
    }
}

static inline int copenssl_told_handshake(SSL *_Nonnull ssl, unsigned long *_Nonnull error) {
    ERR_clear_error();
    return copenssl_told_outcome_of(ssl, SSL_do_handshake(ssl), error);
}

static inline int copenssl_told_read(
    SSL *_Nonnull ssl, void *_Nonnull buffer, int count, unsigned long *_Nonnull error) {
    ERR_clear_error();
    return copenssl_told_outcome_of(ssl, SSL_read(ssl, buffer, count), error);
}

/// Whether an error is the alert by which the other side ends a handshake, because it does not like our certificate
/// or our parameters: with TLS 1.3 it comes after our side of the handshake is done.
static inline int copenssl_is_refused_handshake(unsigned long error) {
    if (ERR_GET_LIB(error) != ERR_LIB_SSL) return 0;
    switch (ERR_GET_REASON(error)) {
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_TLSV1_ALERT_DECRYPT_ERROR:
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED: return 1;
    default: return 0;
    }
}

/// A context for one end of a link: TLS 1.2 and up, and no session is taken up again, so that every connection proves
/// anew who is at its other end.
static inline SSL_CTX *_Nullable copenssl_link_context(int is_server) {
    SSL_CTX *context = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
    if (!context) return NULL;
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(
        context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Frames say themselves where they end, so a connection that ends without close_notify has still only ended.
    SSL_CTX_set_options(
        context,
        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
    return context;
}

/// The name that the peer's certificate was accepted for, or its common name; the count of bytes, or 0.
static inline int copenssl_peer_name(SSL *_Nonnull ssl, char *_Nonnull buffer, int capacity) {
    const char *matched = SSL_get0_peername(ssl);
    if (matched) {
        size_t length = strlen(matched);
        if (length >= (size_t)capacity) return 0;
        memcpy(buffer, matched, length + 1);
        return (int)length;
    }
    X509 *certificate = SSL_get0_peer_certificate(ssl);
    if (!certificate) return 0;
    int length = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, buffer, capacity);
    return length > 0 ? length : 0;
}

static inline int copenssl_set_server_name(SSL *_Nonnull ssl, const char *_Nonnull name) {
    return (int)SSL_set_tlsext_host_name(ssl, name);
}
