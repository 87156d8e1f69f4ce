#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

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

/// Asks clients for a certificate that one of these authorities signed; with `required`, none is no connection.
///
/// Nothing is resumed then: each handshake proves the client anew, by the authorities of that moment.
static inline int copenssl_ask_clients(SSL_CTX *_Nonnull context, const char *_Nonnull authorities, int required) {
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(authorities);
    if (!names) return 0;
    SSL_CTX_set_client_CA_list(context, names);
    if (SSL_CTX_load_verify_locations(context, authorities, NULL) != 1) return 0;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
    return 1;
}

/// Adds a name and a line end; a name that holds anything but plain characters is left out.
static inline int copenssl_add_name(const ASN1_STRING *_Nonnull name, char *_Nonnull text, int count, int room) {
    const unsigned char *bytes = ASN1_STRING_get0_data(name);
    int length = ASN1_STRING_length(name);
    if (length <= 0 || length > 255 || count + length + 1 > room) return count;
    for (int place = 0; place < length; place++)
        if (bytes[place] <= 0x20 || bytes[place] >= 0x7f) return count;
    memcpy(text + count, bytes, (size_t)length);
    text[count + length] = '\n';
    return count + length + 1;
}

/// The names of the client's certificate (of its subject, when it has no alternative ones), a line each; -1: no certificate.
static inline int copenssl_peer_names(SSL *_Nonnull ssl, char *_Nonnull text, int room) {
    X509 *certificate = SSL_get1_peer_certificate(ssl);
    if (!certificate) return -1;
    int count = 0;
    GENERAL_NAMES *names = (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    if (names) {
        for (int place = 0; place < sk_GENERAL_NAME_num(names); place++) {
            const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, place);
            if (name->type == GEN_DNS) count = copenssl_add_name(name->d.dNSName, text, count, room);
        }
        GENERAL_NAMES_free(names);
    } else {
        X509_NAME *subject = X509_get_subject_name(certificate);
        int place = subject ? X509_NAME_get_index_by_NID(subject, NID_commonName, -1) : -1;
        X509_NAME_ENTRY *entry = place < 0 ? NULL : X509_NAME_get_entry(subject, place);
        if (entry) count = copenssl_add_name(X509_NAME_ENTRY_get_data(entry), text, count, room);
    }
    X509_free(certificate);
    ERR_clear_error();
    return count;
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

/// What both ends of a link have in common: TLS 1.2 and up, and no session is taken up again, so that every connection proves
/// anew who is at its other end.
static inline void copenssl_settle_link(SSL_CTX *_Nonnull context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(
        context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Frames say themselves where they end, so a connection that ends without close_notify has still only ended.
    SSL_CTX_set_options(
        context,
        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
}

/// A context for one end of a link.
static inline SSL_CTX *_Nullable copenssl_link_context(int is_server) {
    SSL_CTX *context = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
    if (context) copenssl_settle_link(context);
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

// Probes: certificates are judged after the handshake, so that everything that is wrong with them can be said.

/// Has a client go on with whatever certificate comes; the verdict on it is asked afterwards.
static inline void copenssl_settle_probe(SSL_CTX *_Nonnull context) {
    copenssl_settle_link(context);
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
    // No connection is idle: buffers that are given back are asked for again at once.
    SSL_CTX_clear_mode(context, SSL_MODE_RELEASE_BUFFERS);
    // In the order of browsers: servers that leave the choice to clients are asked what their customers ask them.
    SSL_CTX_set_ciphersuites(
        context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
}

/// A key that is locked by a passphrase is not asked for at a terminal: it cannot be used.
static inline int copenssl_no_passphrase(char *_Nullable text, int size, int is_writing, void *_Nullable user) {
    (void)text;
    (void)size;
    (void)is_writing;
    (void)user;
    return -1;
}

/// The next certificate of a text in PEM; NULL where there is none.
static inline X509 *_Nullable copenssl_next_certificate(BIO *_Nonnull text) {
    X509 *certificate = PEM_read_bio_X509(text, NULL, copenssl_no_passphrase, NULL);
    if (!certificate) ERR_clear_error();
    return certificate;
}

static inline EVP_PKEY *_Nullable copenssl_next_key(BIO *_Nonnull text) {
    EVP_PKEY *key = PEM_read_bio_PrivateKey(text, NULL, copenssl_no_passphrase, NULL);
    ERR_clear_error();
    return key;
}

static inline int copenssl_trust(SSL_CTX *_Nonnull context, X509 *_Nonnull certificate) {
    return X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate);
}

/// Adds a certificate of the own chain that stands above the own.
static inline int copenssl_add_to_chain(SSL_CTX *_Nonnull context, X509 *_Nonnull certificate) {
    return SSL_CTX_add1_chain_cert(context, certificate) == 1;
}

static inline int copenssl_note_request(SSL *_Nonnull ssl, void *_Nullable user) {
    (void)user;
    SSL_set_app_data(ssl, ssl);
    return 1;
}

/// Has `copenssl_is_asked` tell whether the server asks for a certificate.
static inline void copenssl_note_requests(SSL *_Nonnull ssl) { SSL_set_cert_cb(ssl, copenssl_note_request, NULL); }

static inline int copenssl_is_asked(const SSL *_Nonnull ssl) { return SSL_get_app_data(ssl) != NULL; }

/// The alert by which the other side ended the connection; -1: it was another error.
static inline int copenssl_alert_of(unsigned long error) {
    int reason = ERR_GET_REASON(error);
    if (ERR_GET_LIB(error) != ERR_LIB_SSL || reason < SSL_AD_REASON_OFFSET) return -1;
    return reason - SSL_AD_REASON_OFFSET;
}

/// A certificate of the chain as it was sent, or as it was verified, which ends with the authority's.
static inline X509 *_Nullable copenssl_chain_at(SSL *_Nonnull ssl, int is_verified, int place) {
    STACK_OF(X509) *chain = is_verified ? SSL_get0_verified_chain(ssl) : SSL_get_peer_cert_chain(ssl);
    return chain && place < sk_X509_num(chain) ? sk_X509_value(chain, place) : NULL;
}

/// SHA-256 of all certificates that came, in their order: 32 bytes.
static inline int copenssl_chain_digest(X509_STORE_CTX *_Nonnull run, unsigned char *_Nonnull digest) {
    X509 *own = X509_STORE_CTX_get0_cert(run);
    STACK_OF(X509) *others = X509_STORE_CTX_get0_untrusted(run);
    int count = others ? sk_X509_num(others) : 0;
    EVP_MD_CTX *sum = EVP_MD_CTX_new();
    unsigned char one[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    int done = own && sum && EVP_DigestInit_ex(sum, EVP_sha256(), NULL) && X509_digest(own, EVP_sha256(), one, &length) &&
        EVP_DigestUpdate(sum, one, length);
    for (int place = 0; done && place < count; place++)
        done = X509_digest(sk_X509_value(others, place), EVP_sha256(), one, &length) && EVP_DigestUpdate(sum, one, length);
    done = done && EVP_DigestFinal_ex(sum, digest, &length);
    EVP_MD_CTX_free(sum);
    return done;
}

/// Ends a verification as one before it ended well, with the chain that it found.
static inline int copenssl_use_chain(X509_STORE_CTX *_Nonnull run, STACK_OF(X509) *_Nonnull chain) {
    STACK_OF(X509) *copy = X509_chain_up_ref(chain);
    if (!copy) return 0;
    X509_STORE_CTX_set0_verified_chain(run, copy);
    X509_STORE_CTX_set_error(run, X509_V_OK);
    return 1;
}

static inline void copenssl_free_chain(STACK_OF(X509) *_Nonnull chain) { sk_X509_pop_free(chain, X509_free); }

/// Seconds since 1970; INT64_MIN when it is no time.
static inline int64_t copenssl_certificate_time(const X509 *_Nonnull certificate, int is_end) {
    struct tm parts;
    const ASN1_TIME *time = is_end ? X509_get0_notAfter(certificate) : X509_get0_notBefore(certificate);
    return time && ASN1_TIME_to_tm(time, &parts) ? (int64_t)timegm(&parts) : INT64_MIN;
}

/// The common name of subject or issuer, or all of its name where there is none; the count of bytes.
static inline int copenssl_certificate_name(
    const X509 *_Nonnull certificate, int is_issuer, char *_Nonnull buffer, int capacity) {
    X509_NAME *name = is_issuer ? X509_get_issuer_name(certificate) : X509_get_subject_name(certificate);
    buffer[0] = 0;
    if (!name) return 0;
    if (X509_NAME_get_text_by_NID(name, NID_commonName, buffer, capacity) <= 0)
        X509_NAME_oneline(name, buffer, capacity);
    return (int)strnlen(buffer, (size_t)capacity);
}

/// Whether a certificate is for a name, or for an address when it is one.
static inline int copenssl_is_for(X509 *_Nonnull certificate, const char *_Nonnull name, int is_address) {
    int result = is_address ? X509_check_ip_asc(certificate, name, 0) : X509_check_host(certificate, name, 0, 0, NULL);
    ERR_clear_error();
    return result == 1;
}

/// The verdict on the first certificate of a text, as a server's, with those that follow to lead to the context's trust.
static inline int copenssl_verdict_on(SSL_CTX *_Nonnull context, BIO *_Nonnull text) {
    int verdict = X509_V_ERR_OUT_OF_MEM;
    X509 *own = copenssl_next_certificate(text);
    STACK_OF(X509) *others = sk_X509_new_null();
    X509_STORE_CTX *run = X509_STORE_CTX_new();
    X509 *next;
    while (others && sk_X509_num(others) < 32 && (next = copenssl_next_certificate(text)))
        if (!sk_X509_push(others, next)) X509_free(next);
    if (own && others && run && X509_STORE_CTX_init(run, SSL_CTX_get_cert_store(context), own, others) == 1) {
        X509_STORE_CTX_set_default(run, "ssl_server");
        verdict = X509_verify_cert(run) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(run);
    }
    X509_STORE_CTX_free(run);
    sk_X509_pop_free(others, X509_free);
    X509_free(own);
    ERR_clear_error();
    return verdict;
}
