//! The catalogues of both languages, each parsed once.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

use super::{Lang, number};

/// The sentences of one language, with its plural rules.
type Catalogue = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| read(langid!("en"), Lang::En));
static FRENCH: LazyLock<Catalogue> = LazyLock::new(|| read(langid!("fr"), Lang::Fr));

/// The text of a language's catalogue.
pub(super) const fn source(lang: Lang) -> &'static str {
    match lang {
        Lang::En => concat!(
            include_str!("en.ftl"),
            "\n",
            include_str!("errors.en.ftl"),
            "\n",
            include_str!("heard.en.ftl"),
            "\n",
            include_str!("scenario-errors.en.ftl"),
            "\n",
            include_str!("shop-errors.en.ftl"),
            "\n",
            include_str!("carts.en.ftl"),
            "\n",
            include_str!("desk.en.ftl"),
            "\n",
            include_str!("desk-pages.en.ftl"),
            "\n",
            include_str!("desk-signin.en.ftl"),
            "\n",
            include_str!("desk-outward.en.ftl"),
            "\n",
            include_str!("desk-mcp.en.ftl"),
            "\n",
            include_str!("html.en.ftl"),
            "\n",
            include_str!("notes.en.ftl"),
            "\n",
            include_str!("tools.en.ftl")
        ),
        Lang::Fr => concat!(
            include_str!("fr.ftl"),
            "\n",
            include_str!("errors.fr.ftl"),
            "\n",
            include_str!("heard.fr.ftl"),
            "\n",
            include_str!("scenario-errors.fr.ftl"),
            "\n",
            include_str!("shop-errors.fr.ftl"),
            "\n",
            include_str!("carts.fr.ftl"),
            "\n",
            include_str!("desk.fr.ftl"),
            "\n",
            include_str!("desk-pages.fr.ftl"),
            "\n",
            include_str!("desk-signin.fr.ftl"),
            "\n",
            include_str!("desk-outward.fr.ftl"),
            "\n",
            include_str!("desk-mcp.fr.ftl"),
            "\n",
            include_str!("html.fr.ftl"),
            "\n",
            include_str!("notes.fr.ftl"),
            "\n",
            include_str!("tools.fr.ftl")
        ),
    }
}

fn read(locale: LanguageIdentifier, lang: Lang) -> Catalogue {
    let mut catalogue = FluentBundle::new_concurrent(vec![locale]);
    // Isolating marks show as boxes in terminals, and break a text search in a report.
    catalogue.set_use_isolating(false);
    catalogue.set_formatter(Some(match lang {
        Lang::En => |value, _| grouped(value, Lang::En),
        Lang::Fr => |value, _| grouped(value, Lang::Fr),
    }));
    // Sentences that cannot be parsed are left out here; the tests find them.
    let resource = match FluentResource::try_new(source(lang).to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    catalogue.add_resource_overriding(resource);
    catalogue
}

fn grouped(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) => Some(number::number(*value, lang)),
        _ => None,
    }
}

/// Formats a sentence with its values, and lists what was wrong with it; `None` when the catalogue has no such sentence.
pub(super) fn sentence(id: &str, values: &FluentArgs<'_>, lang: Lang) -> Option<(String, Vec<FluentError>)> {
    let catalogue: &Catalogue = match lang {
        Lang::En => &ENGLISH,
        Lang::Fr => &FRENCH,
    };
    let pattern = catalogue.get_message(id)?.value()?;
    let mut errors = Vec::new();
    let text = catalogue.format_pattern(pattern, Some(values), &mut errors).into_owned();
    Some((text, errors))
}
