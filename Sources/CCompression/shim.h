#include <brotli/decode.h>
#include <libdeflate.h>
#include <zdict.h>
#include <zlib.h>
#include <zstd.h>
