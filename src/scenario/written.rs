//! A scenario as it is written to files: where a secret would be sent or looked for stands a placeholder, whose value comes from
//! the environment when the file is run. Never a text with a hole: that would be another request.
//!
//! Which text is the secret, and which one only reads like it:
//!
//! * A long secret is not there by coincidence, and becomes a placeholder wherever it stands.
//! * A short one (see [`Scrubber::LONG`](crate::units::secret::Scrubber::LONG)) becomes one as a whole word of a query's value, a
//!   form's, a header's, a body or a check. The path of an address is the page's own: `/summer/sale` stays with a voucher `SALE`.
//! * What a placeholder cannot say, because it is encoded or in another case of letters, drops a check or a common header with a
//!   note. In a request it is an error, unless the secret is short: then it is a word of the shop.

mod secret_source;
#[cfg(test)]
mod tests;
mod text;
mod writer;

use std::collections::BTreeSet;

use url::Url;

use self::secret_source::{add_fields, source_name};
use self::text::{LostSecret, TextWriter, WrittenPlace};
use self::writer::ScenarioWriter;
use super::{Journey, Scenario};
use crate::units::secret::Vault;
use crate::words::Message;

pub(super) use self::secret_source::{SECRET, fill_page};

/// A scenario for files.
#[derive(Debug, Clone)]
pub struct Written {
    /// The scenario. Only texts that no request is made of may still hold a secret: names, titles, promotions.
    pub scenario: Scenario,
    /// The environment variables that its placeholders need.
    pub variables: BTreeSet<String>,
    /// What was left out.
    pub notes: Vec<Message>,
}

/// A scenario with a secret that no placeholder can stand for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub struct NotWritten {
    place: String,
}

impl From<&NotWritten> for Message {
    fn from(error: &NotWritten) -> Self {
        Message::new("error-not-written").exact("place", &error.place)
    }
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilePurpose {
    /// To be run: common headers that carry secrets are left out, and secret rows with them.
    Scenario,
    /// To be made a script of, which takes common headers and secret rows from its own environment.
    Script,
}

impl Scenario {
    /// The scenario as it is written to files.
    ///
    /// # Errors
    ///
    /// [`NotWritten`] when a request carries a secret in a form that no placeholder can stand for.
    pub fn written(mut self, vault: &Vault, purpose: FilePurpose) -> Result<Written, NotWritten> {
        let mut writer = ScenarioWriter::new(TextWriter::new(vault, source_name(&self.data)));
        if writer.texts.has_long(self.base_url.as_str()) {
            return Err(NotWritten { place: "base_url".to_owned() });
        }
        if let Some(page) = &mut self.page {
            let mut text = page.url.to_string();
            let lost = || NotWritten { place: "page.url".to_owned() };
            writer.texts.text(&mut text, WrittenPlace::Address).map_err(|LostSecret| lost())?;
            page.url = Url::parse(&text).map_err(|_| lost())?;
        }
        writer.http(&mut self, purpose);
        for data in &mut self.data {
            writer.data(data, purpose)?;
        }
        for Journey { name, steps, .. } in &mut self.journeys {
            for step in steps {
                let place = format!("the step `{}` of the journey `{name}`", step.name);
                writer.step(step, &place)?;
            }
        }
        writer.thresholds(&mut self);
        let ScenarioWriter { texts, notes, .. } = writer;
        let (source, fields) = texts.into_source();
        let variables: BTreeSet<String> = fields.iter().map(|(field, _)| Vault::variable(field)).collect();
        add_fields(&mut self.data, &source, &fields);
        let own = self.data.iter().flat_map(|data| &data.env.0).map(|(_, variable)| variable.clone());
        let variables = variables.into_iter().chain(own).collect();
        Ok(Written { scenario: self, variables, notes })
    }
}
