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
static const unsigned char script[] = {
#embed "../../Public/culprit.js"
};
static const unsigned char crash_dialog[] = {
#embed "../../Public/crash-dialog.js"
};
static const unsigned char loader[] = {
#embed "../../Public/loader.js"
};
static const unsigned char connect_js[] = {
#embed "../../Public/connect.js"
};
static const unsigned char sqlite_culprit_0001[] = {
#embed "../../Migrations/SQLite/culprit/0001_directory_issues_and_counts.sql"
};
static const unsigned char sqlite_events_0001[] = {
#embed "../../Migrations/SQLite/events/0001_events.sql"
};
static const unsigned char sqlite_culprit_0002[] = {
#embed "../../Migrations/SQLite/culprit/0002_monitors_outcomes_settings_and_retention.sql"
};
static const unsigned char sqlite_culprit_0003[] = {
#embed "../../Migrations/SQLite/culprit/0003_merging_grouping_rules_and_regrouping.sql"
};
static const unsigned char sqlite_culprit_0009[] = {
#embed "../../Migrations/SQLite/culprit/0009_unmerge_wishes.sql"
};
static const unsigned char sqlite_culprit_0008[] = {
#embed "../../Migrations/SQLite/culprit/0008_archived_renamed_and_deleted_projects.sql"
};
static const unsigned char sqlite_culprit_0010[] = {
#embed "../../Migrations/SQLite/culprit/0010_preferences.sql"
};
static const unsigned char sqlite_culprit_0011[] = {
#embed "../../Migrations/SQLite/culprit/0011_substatus_beside_last_seen.sql"
};
static const unsigned char sqlite_culprit_0007[] = {
#embed "../../Migrations/SQLite/culprit/0007_figures_and_releases.sql"
};
static const unsigned char sqlite_culprit_0006[] = {
#embed "../../Migrations/SQLite/culprit/0006_workflow.sql"
};
static const unsigned char sqlite_culprit_0004[] = {
#embed "../../Migrations/SQLite/culprit/0004_people.sql"
};
static const unsigned char sqlite_events_0002[] = {
#embed "../../Migrations/SQLite/events/0002_deciding_hash.sql"
};
static const unsigned char sqlite_culprit_0005[] = {
#embed "../../Migrations/SQLite/culprit/0005_tag_recounts.sql"
};
static const unsigned char sqlite_events_0003[] = {
#embed "../../Migrations/SQLite/events/0003_tags.sql"
};
static const unsigned char sqlite_search_0001[] = {
#embed "../../Migrations/SQLite/search/0001_tags_and_texts.sql"
};
static const unsigned char sqlite_search_0002[] = {
#embed "../../Migrations/SQLite/search/0002_texts_in_parts.sql"
};
static const unsigned char sqlite_performance_0001[] = {
#embed "../../Migrations/SQLite/performance/0001_transactions_spans_and_profiles.sql"
};
static const unsigned char sqlite_logs_0001[] = {
#embed "../../Migrations/SQLite/logs/0001_logs.sql"
};
static const unsigned char sqlite_metrics_0001[] = {
#embed "../../Migrations/SQLite/metrics/0001_metrics.sql"
};
static const unsigned char sqlite_check_ins_0001[] = {
#embed "../../Migrations/SQLite/check_ins/0001_check_ins.sql"
};
static const unsigned char sqlite_sessions_0001[] = {
#embed "../../Migrations/SQLite/sessions/0001_sessions.sql"
};
static const unsigned char sqlite_attachments_0001[] = {
#embed "../../Migrations/SQLite/attachments/0001_attachments_and_user_reports.sql"
};
static const unsigned char sqlite_replays_0001[] = {
#embed "../../Migrations/SQLite/replays/0001_replays.sql"
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
    {"Public/culprit.js", script, sizeof script},
    {"Public/crash-dialog.js", crash_dialog, sizeof crash_dialog},
    {"Public/loader.js", loader, sizeof loader},
    {"Public/connect.js", connect_js, sizeof connect_js},
    {"Migrations/SQLite/culprit/0001_directory_issues_and_counts.sql", sqlite_culprit_0001, sizeof sqlite_culprit_0001},
    {"Migrations/SQLite/events/0001_events.sql", sqlite_events_0001, sizeof sqlite_events_0001},
    {"Migrations/SQLite/culprit/0002_monitors_outcomes_settings_and_retention.sql", sqlite_culprit_0002, sizeof sqlite_culprit_0002},
    {"Migrations/SQLite/culprit/0003_merging_grouping_rules_and_regrouping.sql", sqlite_culprit_0003, sizeof sqlite_culprit_0003},
    {"Migrations/SQLite/culprit/0008_archived_renamed_and_deleted_projects.sql", sqlite_culprit_0008, sizeof sqlite_culprit_0008},
    {"Migrations/SQLite/culprit/0010_preferences.sql", sqlite_culprit_0010, sizeof sqlite_culprit_0010},
    {"Migrations/SQLite/culprit/0011_substatus_beside_last_seen.sql", sqlite_culprit_0011, sizeof sqlite_culprit_0011},
    {"Migrations/SQLite/culprit/0009_unmerge_wishes.sql", sqlite_culprit_0009, sizeof sqlite_culprit_0009},
    {"Migrations/SQLite/culprit/0007_figures_and_releases.sql", sqlite_culprit_0007, sizeof sqlite_culprit_0007},
    {"Migrations/SQLite/culprit/0006_workflow.sql", sqlite_culprit_0006, sizeof sqlite_culprit_0006},
    {"Migrations/SQLite/culprit/0004_people.sql", sqlite_culprit_0004, sizeof sqlite_culprit_0004},
    {"Migrations/SQLite/events/0002_deciding_hash.sql", sqlite_events_0002, sizeof sqlite_events_0002},
    {"Migrations/SQLite/culprit/0005_tag_recounts.sql", sqlite_culprit_0005, sizeof sqlite_culprit_0005},
    {"Migrations/SQLite/events/0003_tags.sql", sqlite_events_0003, sizeof sqlite_events_0003},
    {"Migrations/SQLite/search/0001_tags_and_texts.sql", sqlite_search_0001, sizeof sqlite_search_0001},
    {"Migrations/SQLite/search/0002_texts_in_parts.sql", sqlite_search_0002, sizeof sqlite_search_0002},
    {"Migrations/SQLite/performance/0001_transactions_spans_and_profiles.sql", sqlite_performance_0001, sizeof sqlite_performance_0001},
    {"Migrations/SQLite/logs/0001_logs.sql", sqlite_logs_0001, sizeof sqlite_logs_0001},
    {"Migrations/SQLite/metrics/0001_metrics.sql", sqlite_metrics_0001, sizeof sqlite_metrics_0001},
    {"Migrations/SQLite/check_ins/0001_check_ins.sql", sqlite_check_ins_0001, sizeof sqlite_check_ins_0001},
    {"Migrations/SQLite/sessions/0001_sessions.sql", sqlite_sessions_0001, sizeof sqlite_sessions_0001},
    {"Migrations/SQLite/attachments/0001_attachments_and_user_reports.sql", sqlite_attachments_0001, sizeof sqlite_attachments_0001},
    {"Migrations/SQLite/replays/0001_replays.sql", sqlite_replays_0001, sizeof sqlite_replays_0001},
};
const size_t culprit_asset_count = sizeof culprit_assets / sizeof culprit_assets[0];
