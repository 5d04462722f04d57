extension FieldTable {
    /// What is known of payloads (protocol.md §5). What is not listed is free text under a key of its own.
    static let schema: [(Zone, [(Zone, String)])] = [
        (
            .event,
            [
                (
                    .known,
                    """
                    event_id timestamp start_timestamp received platform level type release dist environment logger \
                    version project key_id time_spent checksum transaction_id replay_id segment_id replay_type \
                    replay_start_timestamp error_ids trace_ids sentry_client
                    """
                ),
                (.skipped, "debug_meta measurements breakdowns _metrics"),
                (.plain, "modules sentry.interfaces.Modules server_name site transaction_info fingerprint _meta _dsc"),
                (.text, "transaction culprit urls segment_names"),
                (.logEntry, "message logentry sentry.interfaces.Message"),
                (.exception, "exception sentry.interfaces.Exception"),
                (.thread, "threads"),
                (.stacktrace, "stacktrace sentry.interfaces.Stacktrace"),
                (.frame, "template sentry.interfaces.Template"),
                (.breadcrumb, "breadcrumbs sentry.interfaces.Breadcrumbs"),
                (.request, "request sentry.interfaces.Http"),
                (.user, "user sentry.interfaces.User"),
                (.tags, "tags"),
                (.contexts, "contexts sentry.interfaces.Contexts"),
                (.span, "spans"),
                (.sdk, "sdk"),
                (.policy, "csp hpkp expectct expectstaple"),
            ]
        ),
        (.logEntry, [(.text, "message formatted"), (.bag, "params")]),
        (
            .exception,
            [
                (.exception, "values"), (.known, "module thread_id exception_id parent_id"), (.plain, "type"),
                (.text, "value"), (.mechanism, "mechanism"), (.stacktrace, "stacktrace raw_stacktrace"),
            ]
        ),
        (
            .mechanism,
            [
                (.known, "type handled synthetic source is_exception_group exception_id parent_id"),
                (.text, "description help_link"), (.bag, "data"), (.plain, "meta"),
            ]
        ),
        (
            .stacktrace,
            [(.frame, "frames"), (.skipped, "registers"), (.known, "instruction_addr_adjustment lang snapshot")]
        ),
        (
            .frame,
            [
                (
                    .known,
                    """
                    function raw_function symbol module package platform lineno colno in_app image_addr \
                    instruction_addr symbol_addr addr_mode function_id trust lang stack_start parent_index \
                    sample_count file_revision
                    """
                ),
                (.path, "filename abs_path"), (.source, "pre_context context_line post_context"), (.bag, "vars"),
            ]
        ),
        (
            .thread,
            [
                (.thread, "values"), (.known, "id crashed current main state"), (.text, "name"),
                (.stacktrace, "stacktrace raw_stacktrace"), (.plain, "held_locks"),
            ]
        ),
        (
            .breadcrumb,
            [
                (.breadcrumb, "values"), (.known, "timestamp type ty category level event_id origin"),
                (.bag, "message data"),
            ]
        ),
        (
            .request,
            [
                (.known, "method inferred_content_type api_target protocol body_size status_code type"),
                (.text, "url"), (.query, "query_string fragment"), (.body, "data"), (.cookies, "cookies"),
                (.headers, "headers"), (.environment, "env"),
            ]
        ),
        (.body, [(.variables, "variables")]),
        (
            .headers,
            [
                (.known, "User-Agent"), (.cookies, "Cookie Set-Cookie"),
            ]
        ),
        (
            .environment,
            [
                (.address, "REMOTE_ADDR"), (.known, "HTTP_USER_AGENT User-Agent"),
                (.cookies, "HTTP_COOKIE Cookie Set-Cookie"), (.query, "QUERY_STRING"),
            ]
        ),
        (.user, [(.known, "id username email name segment"), (.address, "ip_address"), (.plain, "geo")]),
        (.tags, [(.address, "user.ip")]),
        (
            .contexts,
            [
                (.trace, "trace"), (.request, "response"), (.feedback, "feedback"), (.plain, "flags"),
                (
                    .typed,
                    """
                    os client_os runtime browser device app gpu culture cloud_resource memory_info threadpool_info \
                    unity profile replay monitor
                    """
                ),
            ]
        ),
        (
            .trace,
            [
                (.known, "trace_id span_id parent_span_id op status origin type sampled exclusive_time"),
                (.text, "description"), (.bag, "data"),
            ]
        ),
        (
            .feedback,
            [
                (.text, "message url"), (.known, "contact_email name replay_id associated_event_id source type"),
            ]
        ),
        (
            .span,
            [
                (
                    .known,
                    """
                    trace_id span_id parent_span_id segment_id is_segment is_remote timestamp start_timestamp \
                    end_timestamp exclusive_time op status origin profile_id platform kind hash value type unit \
                    level severity_number severity_text same_process_as_parent
                    """
                ),
                (.text, "description name body"), (.bag, "data"), (.tags, "tags"), (.typed, "sentry_tags"),
                (.skipped, "measurements"), (.attributes, "attributes"), (.span, "links"),
            ]
        ),
        (.sdk, [(.address, "client_ip"), (.known, "name version")]),
        (.container, [(.span, "items"), (.known, "version ingest_settings")]),
        (
            .attributes,
            [
                (.address, "client.address"), (.known, "user.id user.email user.name user.username"),
                (.text, "db.statement db.query.text"),
            ]
        ),
        (
            .report,
            [
                (
                    .known,
                    """
                    event_id email contact_email check_in_id monitor_slug environment release platform timestamp \
                    sid did started sampled_profile profiler_id chunk_id function filename abs_path file module \
                    package class type
                    """
                ),
                (.address, "ip_address"), (.skipped, "debug_meta measurements samples stacks thread_metadata"),
                (.text, "comments message name"),
                (.report, "attrs transaction profile frames monitor_config data payload"),
            ]
        ),
    ]
}
