#ifndef CULPRIT_ASSETS_H
#define CULPRIT_ASSETS_H
#include <stddef.h>

/// One file compiled into the binary: its path from the package's root, and its bytes.
typedef struct {
    const char *path;
    const unsigned char *bytes;
    size_t count;
} culprit_asset;

/// Every embedded file; `culprit_asset_count` of them.
extern const culprit_asset culprit_assets[];
extern const size_t culprit_asset_count;

/// The asset at `index`, below the count; Swift does not see arrays without a length.
static inline culprit_asset culprit_asset_at(size_t index) { return culprit_assets[index]; }
#endif
