use super::PriceError::{Ambiguous, Negative, NoNumber, NotAPrice, Percentage, SeveralNumbers};
use super::*;
use proptest::prelude::*;

fn shown(text: &str) -> String {
    match read(text) {
        Ok(money) => format!(
            "{}{}",
            money.amount,
            money.currency.map(|currency| format!(" {currency}")).unwrap_or_default()
        ),
        Err(error) => format!("{error:?}"),
    }
}

#[test]
fn reads_the_prices_shops_write() {
    for (text, expected) in [
        ("123.45", "123.45"),
        ("€123.45", "123.45 EUR"),
        ("123.45€", "123.45 EUR"),
        ("$99.99", "99.99 USD"),
        ("US$ 12.50", "12.50 USD"),
        ("123,45", "123.45"),
        ("12,5 €", "12.5 EUR"),
        ("1 234,56 €", "1234.56 EUR"),
        ("1\u{A0}234,56\u{A0}€", "1234.56 EUR"),
        ("1\u{202F}234,56\u{202F}€", "1234.56 EUR"),
        ("1\u{2009}234,56 €", "1234.56 EUR"),
        ("22,94\u{A0}€", "22.94 EUR"),
        ("€1,234.56", "1234.56 EUR"),
        ("12,345.67", "12345.67"),
        ("1.234,56", "1234.56"),
        ("1,234,567", "1234567"),
        ("  100 ", "100"),
        ("£45.99", "45.99 GBP"),
        ("¥1,234", "1234 JPY"),
        ("123.45 CHF", "123.45 CHF"),
        ("CHF 1'234.50", "1234.50 CHF"),
        ("CHF 45.–", "45 CHF"),
        ("1'234,56", "1234.56"),
        ("1’234.56", "1234.56"),
        ("1'234", "1234"),
        ("12,50 EUR", "12.50 EUR"),
        ("12.50EUR", "12.50 EUR"),
        ("1 299,00 € TTC", "1299.00 EUR"),
        ("Prix: 12,50 €", "12.50 EUR"),
        ("Prix : 12,50", "12.50"),
        ("99,-", "99"),
        ("99,- €", "99 EUR"),
        ("À partir de 9,90 €", "9.90 EUR"),
        ("À partir de 1 299,90 €", "1299.90 EUR"),
        ("R$ 10,00", "10.00 BRL"),
        ("kr 199", "199"),
        ("zł 12,00", "12.00 PLN"),
        ("12,00 zł", "12.00 PLN"),
        ("₹1,23,456.00", "123456.00 INR"),
        ("Rs.500", "500 INR"),
        ("$1,234", "1234 USD"),
        ("1.234 €", "1234 EUR"),
        ("1.234 KWD", "1.234 KWD"),
        ("1234.56", "1234.56"),
        ("0,99 €", "0.99 EUR"),
        ("12,50 € ALL INCLUSIVE", "12.50 EUR"),
        ("TRY IT: 12,50 €", "12.50 EUR"),
        ("Total EUR 12.50", "12.50 EUR"),
        ("12.50 EURO", "NotAPrice"),
        ("\u{200E}12,00 €", "12.00 EUR"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn refuses_what_it_cannot_be_sure_of() {
    for (text, expected) in [
        ("", NoNumber),
        ("abc", NoNumber),
        ("€", NoNumber),
        ("nan", NoNumber),
        ("inf", NoNumber),
        ("Free", NoNumber),
        ("1.234", Ambiguous),
        ("0.999", Ambiguous),
        ("0.999 €", Ambiguous),
        ("1,234 €", Ambiguous),
        ("€1.234", Ambiguous),
        ("1,234 KWD", Ambiguous),
        ("iPhone 15 899 €", Ambiguous),
        ("EUR 12 USD", Ambiguous),
        ("12€50", SeveralNumbers),
        ("19,99 € - 29,99 €", SeveralNumbers),
        ("€19.12 Save 20%", SeveralNumbers),
        ("1 899,00 € Économisez 400,00 €", SeveralNumbers),
        ("1 23", SeveralNumbers),
        ("-5,00 €", Negative),
        ("−5,00 €", Negative),
        ("-€3.00", Negative),
        ("- 3 €", Negative),
        ("-15%", Percentage),
        ("20 %", Percentage),
        ("1e3", SeveralNumbers),
        ("1_000", SeveralNumbers),
        ("0x10", SeveralNumbers),
        (".99", NotAPrice),
        ("(5.00)", NotAPrice),
        ("+5,00 €", NotAPrice),
        ("A4", NotAPrice),
        ("3 pieces", NotAPrice),
        ("Gift 5", NotAPrice),
        ("1.23.456", NotAPrice),
        ("1.2345 €", NotAPrice),
        ("1,2345,67", NotAPrice),
        ("007", NotAPrice),
        ("4006381333931", NotAPrice),
        ("١٢٣", NotAPrice),
        ("12€⁵⁰", NotAPrice),
    ] {
        assert_eq!(read(text), Err(expected), "{text}");
    }
}

#[test]
fn the_page_settles_shared_signs() {
    let read_as = |text: &str, code: &str| read_in(text, code.parse().ok()).unwrap().to_string();
    assert_eq!(read_as("$5.00", "CAD"), "5.00 CAD");
    assert_eq!(read_as("199 kr", "SEK"), "199.00 SEK");
    assert_eq!(read_as("12,00", "EUR"), "12.00 EUR");
    assert_eq!(read_as("$5.00", "EUR"), "5.00 USD");
}

proptest! {
    #[test]
    fn never_panics_and_is_never_negative(text in "\\PC*") {
        if let Ok(money) = read(&text) {
            prop_assert!(!money.amount.is_sign_negative());
        }
    }

    #[test]
    fn never_panics_near_prices(text in "[-+€$£R ,.'0-9a-zA-Z%\u{A0}\u{202F}’_złk]{0,20}") {
        let _ = read(&text);
    }

    #[test]
    fn french_and_english_forms_agree(euros in 0_u32..100_000_000, cents in 0_u32..100) {
        let digits = euros.to_string();
        let grouped = |separator: &str| {
            let groups: Vec<String> = digits.as_bytes().rchunks(3).rev()
                .map(|chunk| String::from_utf8_lossy(chunk).into_owned()).collect();
            groups.join(separator)
        };
        let expected = Decimal::new(i64::from(euros) * 100 + i64::from(cents), 2);
        for text in [
            format!("{},{cents:02}\u{A0}€", grouped("\u{202F}")),
            format!("€{}.{cents:02}", grouped(",")),
            format!("CHF {}.{cents:02}", grouped("'")),
            format!("{},{cents:02} EUR", grouped(".")),
        ] {
            prop_assert_eq!(read(&text).map(|money| money.amount), Ok(expected), "{}", text);
        }
    }
}
