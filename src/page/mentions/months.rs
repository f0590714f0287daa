//! The names of the months.

/// The names of the months and how they are cut short, in the order of the year.
pub(super) const MONTHS: [&str; 12] = [
    "january jan janvier janv januar jänner enero ene gennaio gen januari stycznia styczeń janeiro ledna leden januára",
    "february feb février févr fév februar februari febrero febbraio lutego luty fevereiro fev února únor februára",
    "march mar mars märz mrz marzo maart mrt marca marzec março března březen marts",
    "april apr avril avr abril abr aprile kwietnia kwiecień dubna duben apríla",
    "may mai mayo maggio mag mei maja maj maio května květen mája",
    "june jun juin juni junio giugno giu czerwca czerwiec junho června červen júna",
    "july jul juillet juil juli julio luglio lug lipca lipiec julho července červenec júla",
    "august aug août aou agosto ago augustus sierpnia sierpień srpna srpen augusta augusti",
    "september sep sept septembre septiembre settembre set września wrzesień setembro září septembra",
    "october oct octobre oktober okt octubre ottobre ott października październik outubro out října říjen októbra",
    "november nov novembre noviembre listopada listopad novembro listopadu novembra",
    "december dec décembre déc dezember dez diciembre dic dicembre grudnia grudzień dezembro prosince prosinec decembra",
];

pub(super) fn month(name: &str) -> Option<i16> {
    let name = name.to_lowercase();
    let is_named = |names: &&str| names.split(' ').any(|known| known == name);
    (1..).zip(&MONTHS).find(|(_, names)| is_named(names)).map(|(month, _)| month)
}
