#include "CAssets.h"
static const unsigned char css[] = {
#embed "../../Public/culprit.css"
};
const culprit_asset culprit_assets[] = {{"Public/culprit.css", css, sizeof css}};
const size_t culprit_asset_count = 1;
