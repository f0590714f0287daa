//! The templates, and how they escape.

use std::fmt::Write as _;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Output, State, Value};

use super::ShopError;

/// PrestaShop's templates, parsed. `modules`: its pages have what [`ShopConfig::modules`](super::ShopConfig::modules) says.
pub(super) fn environment(modules: bool) -> Result<Environment<'static>, ShopError> {
    let mut environment = parsed(&[
        ("layout.html", include_str!("templates/layout.html")),
        ("macros.html", include_str!("templates/macros.html")),
        ("home.html", include_str!("templates/home.html")),
        ("listing.html", include_str!("templates/listing.html")),
        ("product.html", include_str!("templates/product.html")),
        ("parts.html", include_str!("templates/parts.html")),
        ("cart.html", include_str!("templates/cart.html")),
        ("cart_parts.html", include_str!("templates/cart_parts.html")),
        ("order.html", include_str!("templates/order.html")),
        ("text.html", include_str!("templates/text.html")),
        ("login.html", include_str!("templates/login.html")),
        ("account.html", include_str!("templates/account.html")),
        ("not_found.html", include_str!("templates/not_found.html")),
        ("popup.html", include_str!("templates/popup.html")),
        ("error.html", include_str!("templates/error.html")),
    ])?;
    environment.add_global("modules", modules);
    Ok(environment)
}

/// Templates by their names, parsed.
pub(super) fn parsed(sources: &[(&'static str, &'static str)]) -> Result<Environment<'static>, ShopError> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_formatter(write_escaped);
    environment.add_filter("urlencode", |text: &str| {
        url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
    });
    for (name, source) in sources {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// Escapes as Smarty does. The usual escaping also hides slashes, and clients search for addresses literally.
fn write_escaped(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let text = value.to_string();
    if value.is_safe() {
        return Ok(out.write_str(&text)?);
    }
    for char in text.chars() {
        match char {
            '&' => out.write_str("&amp;")?,
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '"' => out.write_str("&quot;")?,
            '\'' => out.write_str("&#039;")?,
            _ => out.write_char(char)?,
        }
    }
    Ok(())
}
