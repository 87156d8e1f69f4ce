#include "trimmed_tls.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <string.h>

// A library context of our own, with one provider that hands on what OpenSSL's default provider offers. All that it keeps
// back is what no handshake of ours asks for. Whenever OpenSSL goes through its kinds of keys it goes through everything that
// the context knows, so that each cipher kept back counts. Made once; it lives as long as the process.

enum { offered_most = 64 };

/// What is handed on of one operation. The last one is empty, and ends the list.
struct offer {
    OSSL_ALGORITHM algorithms[offered_most + 1];
};

static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
static OSSL_PROVIDER *whole;
static OSSL_LIB_CTX *trimmed;
static struct offer decoders, keys, ciphers, codes, derivations;

/// By which certificates of servers are signed and sign.
static const char *const certified[] = {"RSA", "RSA-PSS", "EC", "ED25519", "ED448", NULL};
/// What both ends agree on a secret with, and what TLS 1.2 authenticates records with.
static const char *const agreed[] = {"DH", "X25519", "X448", "HMAC", NULL};

/// Of the suites that contexts offer; the last three make random numbers.
static const char *const enciphered[] = {
    "AES-128-GCM", "AES-256-GCM", "ChaCha20-Poly1305", "AES-128-CBC", "AES-256-CBC", "AES-128-CBC-HMAC-SHA1",
    "AES-256-CBC-HMAC-SHA1", "AES-128-CBC-HMAC-SHA256", "AES-256-CBC-HMAC-SHA256", "AES-256-CTR", "AES-256-ECB", "NULL", NULL};
static const char *const authenticated[] = {"HMAC", NULL};
static const char *const derived[] = {"HKDF", "TLS13-KDF", "TLS1-PRF", NULL};

/// Names of one algorithm are separated by colons; the first one is the usual one.
static int is_named(const OSSL_ALGORITHM *algorithm, const char *const *names) {
    for (; *names; names += 1) {
        size_t length = strlen(*names);
        if (strncmp(algorithm->algorithm_names, *names, length)) continue;
        if (!algorithm->algorithm_names[length] || algorithm->algorithm_names[length] == ':') return 1;
    }
    return 0;
}

/// Of public keys as certificates hold them.
static int is_wanted_decoder(const OSSL_ALGORITHM *decoder) {
    const char *properties = decoder->property_definition;
    return properties && strstr(properties, "input=der") && strstr(properties, "structure=SubjectPublicKeyInfo") &&
           is_named(decoder, certified);
}

static int is_wanted_key(const OSSL_ALGORITHM *key) { return is_named(key, certified) || is_named(key, agreed); }

static int is_wanted_cipher(const OSSL_ALGORITHM *cipher) { return is_named(cipher, enciphered); }

static int is_wanted_code(const OSSL_ALGORITHM *code) { return is_named(code, authenticated); }

static int is_wanted_derivation(const OSSL_ALGORITHM *derivation) { return is_named(derivation, derived); }

static int choose(struct offer *offer, int operation, int (*is_wanted)(const OSSL_ALGORITHM *)) {
    int no_cache = 0;
    const OSSL_ALGORITHM *all = OSSL_PROVIDER_query_operation(whole, operation, &no_cache);
    int count = 0;
    for (; all && all->algorithm_names; all += 1) {
        if (!is_wanted(all)) continue;
        if (count == offered_most) return 0;
        offer->algorithms[count] = *all;
        count += 1;
    }
    return count > 0;
}

static const OSSL_ALGORITHM *query(void *context, int operation, int *no_cache) {
    (void)context;
    *no_cache = 0;
    switch (operation) {
    case OSSL_OP_DECODER: return decoders.algorithms;
    case OSSL_OP_KEYMGMT: return keys.algorithms;
    case OSSL_OP_CIPHER: return ciphers.algorithms;
    case OSSL_OP_MAC: return codes.algorithms;
    case OSSL_OP_KDF: return derivations.algorithms;
    default: return OSSL_PROVIDER_query_operation(whole, operation, no_cache);
    }
}

static const OSSL_PARAM *gettable(void *context) {
    (void)context;
    static const OSSL_PARAM parameters[] = {
        OSSL_PARAM_utf8_ptr(OSSL_PROV_PARAM_NAME, NULL, 0), OSSL_PARAM_int(OSSL_PROV_PARAM_STATUS, NULL), OSSL_PARAM_END};
    return parameters;
}

static int get(void *context, OSSL_PARAM parameters[]) {
    (void)context;
    OSSL_PARAM *name = OSSL_PARAM_locate(parameters, OSSL_PROV_PARAM_NAME);
    OSSL_PARAM *status = OSSL_PARAM_locate(parameters, OSSL_PROV_PARAM_STATUS);
    return (!name || OSSL_PARAM_set_utf8_ptr(name, "trimmed")) && (!status || OSSL_PARAM_set_int(status, 1));
}

static int tell_capabilities(void *context, const char *capability, OSSL_CALLBACK *callback, void *argument) {
    (void)context;
    return OSSL_PROVIDER_get_capabilities(whole, capability, callback, argument);
}

static int begin(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *core, const OSSL_DISPATCH **out, void **context) {
    (void)handle;
    (void)core;
    static const OSSL_DISPATCH functions[] = {
        {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query},
        {OSSL_FUNC_PROVIDER_GETTABLE_PARAMS, (void (*)(void))gettable},
        {OSSL_FUNC_PROVIDER_GET_PARAMS, (void (*)(void))get},
        {OSSL_FUNC_PROVIDER_GET_CAPABILITIES, (void (*)(void))tell_capabilities},
        {0, NULL}};
    *out = functions;
    // What is handed on is called with the context of who made it.
    *context = OSSL_PROVIDER_get0_provider_ctx(whole);
    return 1;
}

static void make(void) {
    if (EVP_default_properties_is_fips_enabled(NULL)) return;
    whole = OSSL_PROVIDER_load(NULL, "default");
    if (whole && choose(&decoders, OSSL_OP_DECODER, is_wanted_decoder) && choose(&keys, OSSL_OP_KEYMGMT, is_wanted_key) &&
        choose(&ciphers, OSSL_OP_CIPHER, is_wanted_cipher) && choose(&codes, OSSL_OP_MAC, is_wanted_code) &&
        choose(&derivations, OSSL_OP_KDF, is_wanted_derivation)) {
        OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
        if (library && OSSL_PROVIDER_add_builtin(library, "trimmed", begin) && OSSL_PROVIDER_load(library, "trimmed"))
            trimmed = library;
        else
            OSSL_LIB_CTX_free(library);
    }
    ERR_clear_error();
}

int ctls_is_trimmed(void) { return CRYPTO_THREAD_run_once(&once, make) && trimmed; }

SSL_CTX *ctls_client_context(void) {
    if (ctls_is_trimmed()) {
        SSL_CTX *context = SSL_CTX_new_ex(trimmed, NULL, TLS_client_method());
        if (context) return context;
        ERR_clear_error();
    }
    return SSL_CTX_new(TLS_client_method());
}
