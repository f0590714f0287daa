//! The names of the days of the week.

use jiff::civil::Weekday;

/// The days of the week and how they are cut short, Monday first.
pub(super) const WEEKDAYS: [&str; 7] = [
    "monday mon montag lundi lunes lunedì lunedi maandag poniedziałku poniedziałek pondělí pondělka måndag mandag",
    "tuesday tue dienstag mardi martes martedì martedi dinsdag wtorku wtorek úterý úterka tisdag tirsdag",
    "wednesday wed mittwoch mercredi miércoles mercoledì mercoledi woensdag środy środa středy středa onsdag",
    "thursday thu donnerstag jeudi jueves giovedì giovedi donderdag czwartku czwartek čtvrtka čtvrtek torsdag",
    "friday fri freitag vendredi viernes venerdì venerdi vrijdag piątku piątek pátku pátek fredag",
    "saturday sat samstag sonnabend samedi sábado sabato zaterdag soboty sobota lördag lørdag",
    "sunday sun sonntag dimanche domingo domenica zondag niedzieli niedziela neděle söndag søndag",
];

/// The day of the week of this name.
pub(super) fn day_of_the_week(name: &str) -> Option<Weekday> {
    let name = name.to_lowercase();
    let is_named = |names: &&str| names.split(' ').any(|known| known == name);
    let number = (0..).zip(&WEEKDAYS).find(|(_, names)| is_named(names))?.0;
    Weekday::from_monday_zero_offset(number).ok()
}
