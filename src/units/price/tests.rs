use super::PriceError::{
    Ambiguous, Bound, Negative, NoNumber, NotAPrice, PerUnit, Percentage, SeveralNumbers,
};
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
        ("12,50 € / pièce", "12.50 EUR"),
        ("12,50 € le lot", "12.50 EUR"),
        ("Prix : 12,50", "12.50"),
        ("99,-", "99"),
        ("99,- €", "99 EUR"),
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
        // Switzerland, Poland, Brazil, Hungary, Czechia, Denmark, Turkey.
        ("CHF 1’234.50", "1234.50 CHF"),
        ("SFr. 1'234.50", "1234.50 CHF"),
        ("45.– CHF", "45 CHF"),
        ("45.–", "45"),
        ("1 234,56 zł", "1234.56 PLN"),
        ("R$ 1.234,56", "1234.56 BRL"),
        ("R$\u{A0}1.234,56", "1234.56 BRL"),
        ("9 990 Ft", "9990 HUF"),
        ("9.990 Ft", "9990 HUF"),
        ("12 999,00 Kč", "12999.00 CZK"),
        ("1.299,95 kr.", "1299.95"),
        ("1.299,99 TL", "1299.99 TRY"),
        ("₺1.299,99", "1299.99 TRY"),
        ("₹ 12,34,567.89", "1234567.89 INR"),
        ("1 299 ₽", "1299 RUB"),
        ("1 299 руб.", "1299 RUB"),
        // Japan, China, Korea; full-width forms.
        ("1,980円", "1980 JPY"),
        ("1980円", "1980 JPY"),
        ("￥１，９８０", "1980 JPY"),
        ("99元", "99 CNY"),
        ("99.00元", "99.00 CNY"),
        ("19,900원", "19900 KRW"),
        // Arabic and Persian digits, and Arabic abbreviations.
        ("١٢٣٫٤٥ ر.س", "123.45 SAR"),
        ("١٬٢٣٤٫٥٠ ر.س", "1234.50 SAR"),
        ("ر.س ١٢٣٫٤٥", "123.45 SAR"),
        ("199.00 د.إ", "199.00 AED"),
        ("ج.م 1,234.50", "1234.50 EGP"),
        ("١٫٢٥٠ د.ك", "1.250 KWD"),
        ("١٢٣", "123"),
        ("۱۲۳", "123"),
        ("\u{200F}۱۲۳٫۵۰ \u{61C}", "123.50"),
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
        ("12٣", NotAPrice),
        ("१२३", NotAPrice),
        ("١٢٣ تومان", NotAPrice),
        ("1万円", NotAPrice),
        ("1,2 Mio. €", NotAPrice),
        ("1,2 million €", NotAPrice),
        ("12 k €", NotAPrice),
        ("39,80 € / kg", PerUnit),
        ("39,80 €/100 g", PerUnit),
        ("39,80 € per kg", PerUnit),
        ("39,80 € le kilo", PerUnit),
        ("soit 39,80 € au litre", PerUnit),
        ("9,99 € / m²", PerUnit),
        ("9,99 €/m2", PerUnit),
        ("(39,80 €/kg)", PerUnit),
        ("À partir de 9,90 €", Bound),
        ("Prix : à partir de 9,90 €", Bound),
        ("From $9.90", Bound),
        ("ab 9,90 €", Bound),
        ("od 9,90 zł", Bound),
        ("dès 1 299,00 €", Bound),
        ("1,000円から", Bound),
        ("99元起", Bound),
        ("jusqu'à 20 €", Bound),
        ("up to $20", Bound),
        ("12€⁵⁰", NotAPrice),
    ] {
        assert_eq!(read(text), Err(expected), "{text}");
    }
}

#[test]
fn reads_what_spans_prices() {
    let span = |text: &str| match read_range_in(text, None) {
        Ok(range) => range.to_string(),
        Err(error) => format!("{error:?}"),
    };
    for (text, expected) in [
        ("À partir de 9,90 €", "from 9.90 EUR"),
        ("Prix : à partir de 1 299,90 €", "from 1299.90 EUR"),
        ("from $9.90", "from 9.90 USD"),
        ("As low as $9.90", "from 9.90 USD"),
        ("ab 9,90 €", "from 9.90 EUR"),
        ("od 1 234,56 zł", "from 1234.56 PLN"),
        ("1,000円から", "from 1000 JPY"),
        ("19,99 € – 29,99 €", "19.99 to 29.99 EUR"),
        ("19,99 € - 29,99 €", "19.99 to 29.99 EUR"),
        ("€19.99-€29.99", "19.99 to 29.99 EUR"),
        ("19,99 – 29,99 €", "19.99 to 29.99 EUR"),
        ("$10 - 20", "10.00 to 20.00 USD"),
        ("From $10 to $20", "10.00 to 20.00 USD"),
        ("Price range: €19.99 through €29.99", "19.99 to 29.99 EUR"),
        ("99,- – 199,- €", "99.00 to 199.00 EUR"),
        ("29,99 € – 19,99 €", "SeveralNumbers"),
        ("19,99 € -5,00 €", "SeveralNumbers"),
        ("$10 - 20 €", "SeveralNumbers"),
        ("19,99 € - 20 %", "SeveralNumbers"),
        ("9,90 €", "SeveralNumbers"),
        ("jusqu'à 20 €", "Bound"),
        ("1 899,00 € Économisez 400,00 €", "SeveralNumbers"),
        ("from the north", "SeveralNumbers"),
        ("", "SeveralNumbers"),
    ] {
        assert_eq!(span(text), expected, "{text}");
    }
}

#[test]
fn the_page_settles_shared_signs() {
    let read_as = |text: &str, code: &str| read_in(text, code.parse().ok()).unwrap().to_string();
    assert_eq!(read_as("$5.00", "CAD"), "5.00 CAD");
    assert_eq!(read_as("199 kr", "SEK"), "199.00 SEK");
    assert_eq!(read_as("12,00", "EUR"), "12.00 EUR");
    assert_eq!(read_as("$5.00", "EUR"), "5.00 USD");
    assert_eq!(read_in("199 kr", "EUR".parse().ok()), Err(Ambiguous));
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
    fn a_range_is_never_upside_down(text in "(from |ab |à partir de )?[€$]?[0-9]{1,4}[.,]?[0-9]{0,2} ?€?( ?[-–] ?|to)?[0-9]{0,4}( €)?") {
        if let Ok(PriceRange { from, to: Some(to) }) = read_range_in(&text, None) {
            prop_assert!(from.amount <= to.amount && from.currency == to.currency, "{}", text);
        }
        // No text is both one price and several.
        prop_assert!(read(&text).is_err() || read_range_in(&text, None).is_err(), "{}", text);
    }

    #[test]
    fn every_script_reads_as_ascii_does(cents in 0_u32..100_000_000) {
        let ascii = format!("{}.{:02}", cents / 100, cents % 100);
        for zero in ['٠', '۰', '０'] {
            let written: String = ascii.chars().map(|c| match c.to_digit(10) {
                Some(digit) => char::from_u32(u32::from(zero) + digit).unwrap(),
                None => '٫',
            }).collect();
            prop_assert_eq!(read(&written), read(&ascii));
        }
    }

    #[test]
    fn what_is_read_reads_back(text in "[€$£R ,.'0-9a-zA-Z\u{A0}\u{202F}’złk٠-٩]{0,14}") {
        if let Ok(money) = read(&text) {
            prop_assert_eq!(money.to_string().parse::<Money>().map(|again| again.amount), Ok(money.amount));
        }
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
