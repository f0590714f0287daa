//! The fields of the form that asks for a run, and the request that they become.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// The fields of a form as they were sent.
#[derive(Debug, Clone, Default)]
pub(super) struct FormFields(BTreeMap<String, String>);

/// The fields that stand for one flag with a value, each by the flag's name.
const FLAGS: [&str; 8] =
    ["mode", "voucher", "expect-shoppers", "vus", "duration", "rate", "intensity", "think-time"];
/// The boxes that stand for a flag without one.
const SWITCHES: [&str; 3] = ["assets", "measure-promo", "find-capacity"];

/// The other fields of the desk's forms.
const OTHERS: [&str; 14] = [
    "url",
    "scenario",
    "load",
    "more",
    "name",
    "day",
    "time",
    "zone",
    "cron",
    "host",
    "environment",
    "private",
    "person",
    "scope",
];

impl FormFields {
    /// Fields as a form sends them; of several with one name the first.
    pub(super) fn of(sent: Vec<(String, String)>) -> Self {
        let mut fields = BTreeMap::new();
        for (name, value) in sent {
            fields.entry(name).or_insert(value);
        }
        Self(fields)
    }

    /// The fields of a form that asks for this run again.
    pub(super) fn again(request: &Value) -> Self {
        let mut fields = BTreeMap::new();
        for name in ["url", "scenario"] {
            if let Some(text) = request.get(name).and_then(Value::as_str) {
                fields.insert(name.to_owned(), text.to_owned());
            }
        }
        let mut more = Vec::new();
        for (name, value) in request.get("options").and_then(Value::as_object).into_iter().flatten() {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Bool(true) => "on".to_owned(),
                Value::Array(several) => {
                    more.extend(several.iter().filter_map(Value::as_str).map(|one| format!("{name}={one}")));
                    continue;
                }
                _ => continue,
            };
            if FLAGS.contains(&name.as_str()) || SWITCHES.contains(&name.as_str()) {
                fields.insert(name.clone(), text);
            } else if value == &Value::Bool(true) {
                more.push(name.clone());
            } else {
                more.push(format!("{name}={text}"));
            }
        }
        let has = |name: &str| fields.contains_key(name);
        let load = match () {
            () if has("find-capacity") => "capacity",
            () if has("intensity") => "named",
            () if has("rate") => "rate",
            () => "shoppers",
        };
        fields.insert("load".to_owned(), load.to_owned());
        fields.insert("more".to_owned(), more.join("\n"));
        Self(fields)
    }

    /// The text of a field without the spaces around it; empty when it is missing.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// The fields for a template that shows them again: all that forms have, with `_` for `-`, and no others.
    pub(super) fn shown(&self) -> Value {
        let known = FLAGS.iter().chain(&SWITCHES).chain(&OTHERS);
        Value::Object(known.map(|name| (name.replace('-', "_"), json!(self.get(name)))).collect())
    }

    /// The request for a run: what the API takes. It alone says what is wrong with it.
    pub(super) fn request(&self) -> Value {
        let mut options = Map::new();
        let load: &[&str] = match self.get("load") {
            "named" => &["intensity"],
            "rate" => &["rate", "duration"],
            "capacity" => &["vus", "duration"],
            _ => &["vus", "duration"],
        };
        for name in ["mode", "voucher", "expect-shoppers", "think-time"].iter().chain(load) {
            let text = self.get(name);
            if !text.is_empty() {
                options.insert((*name).to_owned(), json!(text));
            }
        }
        for name in ["assets", "measure-promo"] {
            if !self.get(name).is_empty() {
                options.insert(name.to_owned(), json!(true));
            }
        }
        if self.get("load") == "capacity" {
            options.insert("find-capacity".to_owned(), json!(true));
        }
        self.more(&mut options);
        let mut request = Map::new();
        for name in ["url", "scenario"] {
            if !self.get(name).is_empty() {
                request.insert(name.to_owned(), json!(self.get(name)));
            }
        }
        request.insert("options".to_owned(), Value::Object(options));
        Value::Object(request)
    }

    /// Adds the flags that were typed, one a line, with or without their dashes; one that is there twice is repeated.
    fn more(&self, options: &mut Map<String, Value>) {
        for line in self.get("more").lines().map(str::trim).filter(|line| !line.is_empty()) {
            let line = line.trim_start_matches('-');
            let (name, value) = match line.split_once(['=', ' ']) {
                Some((name, value)) => (name.trim(), json!(value.trim())),
                None => (line, json!(true)),
            };
            match options.get_mut(name) {
                Some(Value::Array(several)) => several.push(value),
                Some(known) => *known = json!([known.take(), value]),
                None => {
                    options.insert(name.to_owned(), value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> FormFields {
        FormFields::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_form_becomes_what_the_api_takes() {
        let sent = fields(&[
            ("csrf", "x"),
            ("url", " http://a.example/ "),
            ("scenario", ""),
            ("load", "shoppers"),
            ("vus", "20"),
            ("duration", "2m"),
            ("rate", "5/s"),
            ("mode", "full"),
            ("voucher", " "),
            ("assets", "on"),
            ("more", "--header=X-A: 1\r\nheader X-B: 2\r\n\r\nno-background\r\nseed=7"),
        ]);
        let request = json!({ "url": "http://a.example/", "options": {
            "mode": "full", "vus": "20", "duration": "2m", "assets": true, "header": ["X-A: 1", "X-B: 2"],
            "no-background": true, "seed": "7" } });
        assert_eq!(sent.request(), request);
        for (load, expected) in [
            ("rate", json!({ "rate": "5/s", "duration": "2m" })),
            ("named", json!({ "intensity": "light" })),
            ("capacity", json!({ "vus": "20", "duration": "2m", "find-capacity": true })),
            ("", json!({ "vus": "20", "duration": "2m" })),
        ] {
            let all = [("vus", "20"), ("duration", "2m"), ("rate", "5/s"), ("intensity", "light")];
            let sent = fields(&[&all[..], &[("load", load)]].concat());
            assert_eq!(sent.request()["options"], expected, "{load}");
        }
    }

    #[test]
    fn a_run_is_asked_for_again_as_it_was() {
        for request in [
            json!({ "url": "http://a.example/", "options": {
                "vus": "20", "duration": "2m", "mode": "full", "assets": true, "header": ["X-A: 1", "X-B: 2"],
                "junit": true, "seed": "7" } }),
            json!({ "url": "http://a.example/", "options": { "rate": "5/s", "duration": "1m" } }),
            json!({ "url": "http://a.example/", "options": { "intensity": "smoke" } }),
            json!({ "scenario": "schema = 1", "options": { "find-capacity": true, "vus": "9" } }),
        ] {
            assert_eq!(FormFields::again(&request).request(), request);
        }
        assert_eq!(FormFields::again(&json!({ "url": "a", "options": { "vus": 3 } })).get("vus"), "3");
    }

    #[test]
    fn the_page_shows_no_token_of_a_form() {
        let shown = fields(&[("csrf", "x"), ("find-capacity", "on"), ("other", "y")]).shown();
        assert_eq!((&shown["find_capacity"], &shown["url"]), (&json!("on"), &json!("")));
        assert!(shown.get("csrf").is_none() && shown.get("other").is_none(), "{shown}");
    }
}
