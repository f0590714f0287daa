//! The fields of the classic pages' forms, as their scripts send them.

use crate::page::dom::{self, Dom, selector};

/// The fields of the cart's form, as its script sends them.
pub(super) fn cart_fields(source: &str) -> Vec<(String, String)> {
    fields(source, selector!("form.woocommerce-cart-form input[name]"))
}

/// Those of the order page as they stand there.
pub(super) fn checkout_fields(source: &str) -> Vec<(String, String)> {
    let dom = Dom::new(source);
    let mut found =
        fields(source, selector!("form[name=checkout] input[name], form[name=checkout] textarea[name]"));
    for list in dom.all(selector!("form[name=checkout] select[name]")) {
        let chosen = dom::below(list, selector!("option[selected]"));
        let value = chosen.and_then(|option| dom::attribute(option, "value")).unwrap_or_default();
        found.extend(dom::attribute(list, "name").map(|name| (name.to_owned(), value.to_owned())));
    }
    found
}

/// Controls with their values; boxes and buttons to choose from count where they are chosen.
fn fields(source: &str, controls: Option<&crate::page::Css>) -> Vec<(String, String)> {
    let dom = Dom::new(source);
    let sent = dom.all(controls).filter(|control| {
        let kind = control.attr("type").unwrap_or("text");
        match kind {
            "submit" | "button" | "image" | "reset" | "file" => false,
            "checkbox" | "radio" => control.attr("checked").is_some(),
            _ => true,
        }
    });
    let pair = |control: scraper::ElementRef<'_>| {
        let name = dom::attribute(control, "name")?.to_owned();
        Some((name, control.attr("value").unwrap_or_default().to_owned()))
    };
    sent.filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_sent_as_its_script_does() {
        let html = r#"<form class="woocommerce-cart-form"><input name="cart[ab][qty]" type=number value=2><input name=coupon_code value="">
            <button name=apply_coupon value=x></button><input type=submit name=update_cart value=x>
            <input type=hidden name="woocommerce-cart-nonce" value=n></form>
            <form name=checkout><select name=billing_country><option value="">?<option value=FR selected>F</select>
            <input type=radio name=payment_method value=a><input type=radio name=payment_method value=b checked></form>"#;
        let names: Vec<_> =
            cart_fields(html).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(names, ["cart[ab][qty]=2", "coupon_code=", "woocommerce-cart-nonce=n"]);
        let names: Vec<_> =
            checkout_fields(html).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(names, ["payment_method=b", "billing_country=FR"]);
    }
}
