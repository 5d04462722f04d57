#include "CAssets.h"
static const unsigned char css[] = {
#embed "../../Public/culprit.css"
};
static const unsigned char icons[] = {
#embed "../../Public/icons.svg"
};
static const unsigned char favicon[] = {
#embed "../../Public/favicon.svg"
};
static const unsigned char sqlite_culprit_0001[] = {
#embed "../../Migrations/SQLite/culprit/0001_directory_issues_and_counts.sql"
};
static const unsigned char sqlite_events_0001[] = {
#embed "../../Migrations/SQLite/events/0001_events.sql"
};
static const unsigned char compression_event_1[] = {
#embed "../Compression/Dictionaries/event-1.zstd-dictionary"
};
static const unsigned char grouping_default_rules[] = {
#embed "../Grouping/Rules/default-rules.json"
};
const culprit_asset culprit_assets[] = {
    {"Grouping/default-rules.json", grouping_default_rules, sizeof grouping_default_rules},
    {"Compression/event-1.zstd-dictionary", compression_event_1, sizeof compression_event_1},
    {"Public/culprit.css", css, sizeof css},
    {"Public/icons.svg", icons, sizeof icons},
    {"Public/favicon.svg", favicon, sizeof favicon},
    {"Migrations/SQLite/culprit/0001_directory_issues_and_counts.sql", sqlite_culprit_0001, sizeof sqlite_culprit_0001},
    {"Migrations/SQLite/events/0001_events.sql", sqlite_events_0001, sizeof sqlite_events_0001},
};
const size_t culprit_asset_count = sizeof culprit_assets / sizeof culprit_assets[0];
