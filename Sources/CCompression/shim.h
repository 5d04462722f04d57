#include <brotli/decode.h>
#include <libdeflate.h>
#define ZDICT_STATIC_LINKING_ONLY
#include <zdict.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>
#if defined(__GLIBC__) || __has_include(<malloc.h>)
// malloc_trim: training a dictionary takes ten times the memory that the server needs otherwise.
#include <malloc.h>
#endif
