import SentryProtocol
import Testing

@Suite("Schedules and slugs of monitors")
struct CheckInTests {
    @Test(
        "schedules that are taken",
        arguments: [
            ("0 * * * *", "0 * * * *"), (" 0\t*  * * * ", "0 * * * *"), ("@daily", "0 0 * * *"),
            ("@Hourly", "0 * * * *"), ("*/5 0-6 1,15 JAN-mar mon", "*/5 0-6 1,15 JAN-mar mon"),
            ("0 0 L * *", "0 0 L * *"), ("0 0 * * 7", "0 0 * * 7"), ("0 0 * * mon#2", "0 0 * * mon#2"),
            ("0 0 * * 5L", "0 0 * * 5L"), ("5/10 * * * *", "5/10 * * * *"),
        ])
    func crontab(text: String, normalized: String) { #expect(Crontab.normalized(text) == normalized) }

    @Test(
        "schedules that are refused",
        arguments: [
            "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
            "@reboot", "@never", "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "-1 * * * *", "a * * * *",
            "* * * * mon#6", "1-2-3 * * * *", "*/2/2 * * * *", "99999999999999999999 * * * *",
        ])
    func badCrontab(text: String) { #expect(Crontab.normalized(text) == nil) }

    @Test(
        "slugs",
        arguments: [
            ("MyJob", "myjob"), ("a - ! - b", "a-b"), ("--x__", "x"), ("Crème  brûlée", "creme-brulee"),
            ("ế", "e"), ("ø ß 日", nil), ("", nil), ("job_1", "job_1"),
            (String(repeating: "a", count: 60), String(repeating: "a", count: 50)),
        ] as [(String, String?)])
    func slugs(name: String, slug: String?) { #expect(MonitorSlug(name)?.text == slug) }

    private func config(_ text: String) throws -> MonitorConfig? {
        MonitorConfig(reading: try JSONDocument(parsing: Array(text.utf8)).root)
    }

    @Test("configurations in both forms")
    func forms() throws {
        let interval = try config(#"{"schedule":{"type":"interval","value":10,"unit":"minute"},"max_runtime":5}"#)
        #expect(interval?.json == #"{"schedule":{"type":"interval","value":10,"unit":"minute"},"max_runtime":5}"#)
        #expect(
            try config(#"{"schedule_type":"interval","schedule":[2,"day"]}"#)?.schedule == .interval(2, unit: "day"))
        #expect(try config(#"{"schedule":"@daily","timezone":" "}"#)?.schedule == .crontab("0 0 * * *"))
    }

    @Test(
        "half a configuration is none",
        arguments: [
            "{}", "[]", #"{"schedule":{"type":"interval","value":0,"unit":"minute"}}"#,
            #"{"schedule":{"type":"interval","value":1,"unit":"fortnight"}}"#,
            #"{"schedule":{"type":"moon","value":"x"}}"#,
            #"{"schedule":"@daily","max_runtime":0}"#, #"{"schedule":"@daily","checkin_margin":40321}"#,
            #"{"schedule":"@daily","timezone":"../etc"}"#, #"{"schedule":"@daily","timezone":7}"#,
            #"{"schedule":"@daily","failure_issue_threshold":721}"#, #"{"schedule":"@daily","recovery_threshold":"x"}"#,
        ])
    func badConfigs(text: String) throws { #expect(try config(text) == nil) }
}
