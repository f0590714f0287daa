//! What days without a year mean on a day.

use super::super::day_places;
use super::*;

/// What the days of "PROMISE" mean on a day.
fn mean(text: &str, today: &str) -> Option<String> {
    let start = text.find("PROMISE").unwrap();
    let (days, _) = of_promise(text, &(start..start + 7), &day_places::of_days(text))?;
    Some(match days.on(today.parse().unwrap())? {
        DaysMean::Until(day) => format!("until {day}"),
        DaysMean::Ended(day) => format!("ended {day}"),
        DaysMean::NotBefore(day) => format!("not before {day}"),
        DaysMean::MayHaveEnded(day) => format!("ended {day}?"),
    })
}

#[test]
fn a_range_holds_or_does_not_whatever_the_year() {
    for (text, today, expected) in [
        ("PROMISE du 25/11 au 1/12", "2026-11-30", Some("until 2026-12-01")),
        ("PROMISE du 25/11 au 1/12", "2026-12-04", Some("ended 2026-12-01")),
        ("PROMISE du 25/11 au 1/12", "2026-11-20", Some("not before 2026-11-25")),
        // It may have begun somewhere.
        ("PROMISE du 25/11 au 1/12", "2026-11-23", None),
        // As far from the last as from the next.
        ("PROMISE du 25/11 au 1/12", "2026-06-01", None),
        // Over the turn of the year.
        ("PROMISE du 20 décembre au 5 janvier", "2026-12-28", Some("until 2027-01-05")),
        ("PROMISE du 20 décembre au 5 janvier", "2027-01-02", Some("until 2027-01-05")),
        ("PROMISE du 20 décembre au 5 janvier", "2027-01-08", Some("ended 2027-01-05")),
        ("PROMISE du 26 au 31 décembre", "2027-01-02", Some("ended 2026-12-31")),
        ("PROMISE du 26 au 31 décembre", "2026-12-10", Some("not before 2026-12-26")),
        ("PROMISE du 2 au 10 janvier", "2026-12-28", Some("not before 2027-01-02")),
        ("PROMISE from 25 to 30 November", "2026-12-03", Some("ended 2026-11-30")),
        ("PROMISE from November 25 to December 1", "2026-12-03", Some("ended 2026-12-01")),
        ("PROMISE: 25 Nov - 1 Dec", "2026-12-03", Some("ended 2026-12-01")),
        ("PROMISE vom 25. bis 30. November", "2026-11-26", Some("until 2026-11-30")),
        ("PROMISE 25.11. – 1.12.", "2026-12-03", Some("ended 2026-12-01")),
        ("Vom 25.11. bis zum 1.12.: PROMISE", "2026-12-03", Some("ended 2026-12-01")),
        ("PROMISE dal 25 novembre al 1 dicembre", "2026-12-03", Some("ended 2026-12-01")),
        ("PROMISE del 25 de noviembre al 1 de diciembre", "2026-12-03", Some("ended 2026-12-01")),
        ("PROMISE van 25 november tot en met 1 december", "2026-12-03", Some("ended 2026-12-01")),
        ("PROMISE. Du 25 novembre au 1er décembre.", "2026-12-03", Some("ended 2026-12-01")),
        ("Les 5 et 6 décembre : PROMISE", "2026-11-30", Some("not before 2026-12-05")),
        ("Am 5. und 6. Dezember: PROMISE", "2026-12-05", Some("until 2026-12-06")),
        ("PROMISE from 9am on 5 December until 23:59 on 6 December", "2026-12-08", Some("ended 2026-12-06")),
        ("PROMISE du 05/11 au 12/11", "2026-11-14", Some("ended 2026-11-12")),
        // A dash without words, and one day alone.
        ("27-30 November: PROMISE", "2026-12-03", Some("ended 2026-11-30")),
        ("Black Friday 27–30 November. PROMISE", "2026-12-03", Some("ended 2026-11-30")),
        ("PROMISE, November 27-30", "2026-12-03", Some("ended 2026-11-30")),
        ("PROMISE, November 27 – 30.", "2026-12-03", Some("ended 2026-11-30")),
        ("PROMISE 5.-12.12.", "2026-12-01", Some("not before 2026-12-05")),
        ("1-24 décembre : PROMISE", "2026-11-20", Some("not before 2026-12-01")),
        ("PROMISE, 5 - 12 December", "2026-12-01", Some("not before 2026-12-05")),
        ("PROMISE Friday 4 – Sunday 6 December", "2026-12-01", Some("not before 2026-12-04")),
        ("PROMISE only on 6 December", "2026-12-01", Some("not before 2026-12-06")),
        ("Nur am 6. Dezember: PROMISE", "2026-12-08", Some("ended 2026-12-06")),
        ("Uniquement le 6 décembre : PROMISE", "2026-12-06", Some("until 2026-12-06")),
        // The dash parts something else.
        ("3 for 2 PROMISE - 30 November", "2026-12-03", None),
        ("PROMISE, size 27 - 30 November", "2026-12-03", None),
        ("PROMISE 2 - 12 December", "2026-12-20", None),
        ("December 5 - 20% off PROMISE", "2026-12-20", None),
    ] {
        assert_eq!(mean(text, today).as_deref(), expected, "{text} on {today}");
    }
}

#[test]
fn a_day_of_the_week_tells_the_year() {
    for (text, today, expected) in [
        ("PROMISE until Sunday, 29 November", "2026-11-30", Some("ended 2026-11-29")),
        ("PROMISE nur bis Sonntag, den 29.11.!", "2026-11-28", Some("until 2026-11-29")),
        ("PROMISE jusqu’au dimanche 30 novembre", "2026-11-28", Some("ended 2025-11-30")),
        ("PROMISE hasta el domingo 3 de enero", "2026-12-30", Some("until 2027-01-03")),
        // On this day of the week it falls in no year that is near.
        ("PROMISE until Friday, 29 November", "2026-11-30", None),
    ] {
        assert_eq!(mean(text, today).as_deref(), expected, "{text} on {today}");
    }
}

#[test]
fn a_sole_day_that_has_passed_may_be_next_year_s() {
    for (text, today, expected) in [
        ("PROMISE until 30 November", "2026-11-30", None),
        ("PROMISE until 30 November", "2026-12-02", Some("ended 2026-11-30?")),
        ("PROMISE until November 30th!", "2026-12-02", Some("ended 2026-11-30?")),
        ("PROMISE jusqu'au 31 décembre", "2027-01-02", Some("ended 2026-12-31?")),
        ("PROMISE jusqu'au 5/01", "2026-12-30", None),
        ("PROMISE jusqu'au 30 novembre", "2026-06-30", None),
        ("PROMISE bis 30.11. Nur online", "2026-12-02", Some("ended 2026-11-30?")),
        ("PROMISE fino al 29 febbraio", "2026-03-02", Some("ended 2026-02-28?")),
        ("PROMISE until 11/30", "2026-12-02", Some("ended 2026-11-30?")),
        ("PROMISE ważne do 30 listopada", "2026-12-02", Some("ended 2026-11-30?")),
    ] {
        assert_eq!(mean(text, today).as_deref(), expected, "{text} on {today}");
    }
}

#[test]
fn a_sole_first_day_tells_only_what_has_not_begun() {
    for (text, today, expected) in [
        ("PROMISE from 27 November", "2026-11-20", Some("not before 2026-11-27")),
        ("PROMISE à partir du 27/11", "2026-11-20", Some("not before 2026-11-27")),
        ("Dès le 27 novembre : PROMISE", "2026-11-20", Some("not before 2026-11-27")),
        ("Ab dem 27.11. 20% auf PROMISE", "2026-11-20", Some("not before 2026-11-27")),
        ("Ab dem 27.11.: PROMISE", "2026-11-20", Some("not before 2026-11-27")),
        ("PROMISE. Starts on Friday, November 27th.", "2026-11-20", Some("not before 2026-11-27")),
        ("PROMISE. No code needed. Starts Friday 27 November.", "2026-11-20", Some("not before 2026-11-27")),
        ("PROMISE desde el 27 de noviembre", "2026-11-20", Some("not before 2026-11-27")),
        ("PROMISE from 2 January", "2026-12-20", Some("not before 2027-01-02")),
        ("PROMISE from 27 November. Ends 1 December.", "2026-12-03", Some("ended 2026-12-01?")),
        // Begun, or begun somewhere, or too far away to be this one.
        ("PROMISE from 27 November", "2026-11-28", None),
        ("PROMISE from 27 November", "2026-11-25", None),
        ("PROMISE from 27 November", "2026-06-25", None),
    ] {
        assert_eq!(mean(text, today).as_deref(), expected, "{text} on {today}");
    }
}

#[test]
fn no_day_of_an_end() {
    for text in [
        "PROMISE until 03/04",
        "PROMISE until 30/13",
        "PROMISE until 1/2 price",
        "PROMISE since 30 November",
        "PROMISE bis 30.11 €",
        "PROMISE bis 30.11.2025",
        "PROMISE until 30 November 2025",
        "PROMISE bis 12/24 kg",
        "PROMISE until 30 novels",
        "Delivered by 24 November: PROMISE",
        "Delivery from 24 November. PROMISE",
        "PROMISE. Shipped from 24 November.",
        "PROMISE, geliefert ab dem 24. November",
        "PROMISE. All is well. Until 30 November",
        "PROMISE. 20% on everything from 10 to 20 December",
        "PROMISE. Free gift until 30 November",
        "PROMISE, in huis vanaf 3 december",
        "PROMISE, levereras från 10 december",
        "PROMISE : recevez votre colis à partir du 3 décembre",
        "PROMISE and extended returns until 31 January",
        "PROMISE (Betriebsferien vom 24.12. bis 6.1.)",
    ] {
        let start = text.find("PROMISE").unwrap();
        assert_eq!(of_promise(text, &(start..start + 7), &day_places::of_days(text)), None, "{text}");
    }
}
