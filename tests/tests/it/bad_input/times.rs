//! Times that name no instant, or make no interval.

use homing_tests::bad_input::Case;

pub(super) fn cases() -> Vec<Case> {
    let add = |number, done, code, from: &'static str, to: &'static str| {
        Case::new(number, done, code, move |stage| {
            stage.homing(&["add", "Report", "--from", from, "--to", to]).run()
        })
    };
    let nine = "2026-01-05 09:00";
    vec![
        add(201, "`--from 25:00`", 2, "25:00", nine),
        add(202, "`--from \"\"`", 2, "", nine),
        add(203, "`--from yesterdayish`", 2, "yesterdayish", nine),
        add(204, "`--from \"2026-02-30 09:00\"`, a day that is not", 2, "2026-02-30 09:00", nine),
        add(205, "`--from \"05.01.2026 09:00\"`", 2, "05.01.2026 09:00", nine),
        add(206, "`--from 1767603600`, seconds of a machine", 2, "1767603600", nine),
        add(
            207,
            "`--from` in the hour that is left out in spring",
            65,
            "2026-03-29 02:30",
            "2026-03-29 04:00",
        ),
        add(
            208,
            "`--from` in the hour that comes twice in autumn",
            65,
            "2026-10-25 02:30",
            "2026-10-25 04:00",
        ),
        add(209, "`--to` before `--from`", 65, "2026-01-05 10:00", nine),
        add(210, "`--to` the same as `--from`", 0, nine, nine),
        add(211, "`--to 99999-01-01T00:00:00Z`, beyond the calendar", 2, nine, "99999-01-01T00:00:00Z"),
        add(212, "`--from -009999-01-01T00:00:00Z`", 2, "-009999-01-01T00:00:00Z", nine),
        add(213, "`--from` with an offset of 99 hours", 2, "2026-01-05T09:00:00+99:00", nine),
    ]
}
