//! A row of the table: a shop, what a user types, and what has to be said.

use promo_load::shop::{Balancer, CostModel, Faults, Misbehaviour, Pin, Route, ShopConfig};

use super::bands::Letter;
use super::truth::Reading;

/// What a user types behind `promo-load bench`.
#[derive(Clone)]
pub(super) enum Command {
    /// The address of a page, with flags.
    Page { path: &'static str, flags: Vec<&'static str> },
    /// A scenario file for the shop at this address, with flags.
    Scenario {
        write: fn(&str) -> String,
        /// The path of each journey's first page.
        landing: &'static str,
        flags: Vec<&'static str>,
    },
}

/// Which letters are right.
#[derive(Clone, Copy)]
pub(super) enum Right {
    /// Those of the truth.
    Truth,
    /// From this one to that one, whatever the journal says: it does not know about load that was not sent.
    Between(Letter, Letter),
    /// None, or F: the load that was asked for was not sent.
    NoneOrF,
    /// Any that agrees with the exit code.
    Any,
}

/// One shop under one load.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) command: Command,
    pub(super) right: Right,
    /// Exit codes; empty: the letter's.
    pub(super) exits: &'static [i32],
    /// Expressions of which each must be found in the text.
    pub(super) words: Vec<&'static str>,
    /// Expressions of which none may be found in the text.
    pub(super) never: Vec<&'static str>,
    pub(super) reading: Reading,
    rules: Vec<&'static str>,
    backends: Option<usize>,
    cost: CostModel,
    /// Short enough for each change.
    pub(super) is_quick: bool,
}

/// The page with a promotion.
pub(super) const MUG: &str = "/en/home-accessories/6-mug-the-best-is-yet-to-come.html";
/// The README's purchase, by people in a hurry.
const FULL: &[&str] = &[
    "--mode",
    "full",
    "--voucher",
    "BF2025",
    "--vus",
    "20",
    "--duration",
    "15s",
    "--think-time",
    "100ms..300ms",
];

impl Row {
    /// The README's purchase: twenty shoppers for 15 s.
    pub(super) fn full(name: &'static str, rules: &[&'static str]) -> Row {
        Row::page(name, MUG, FULL, rules)
    }

    /// A page's address with these flags.
    pub(super) fn page(
        name: &'static str,
        path: &'static str,
        flags: &[&'static str],
        rules: &[&'static str],
    ) -> Row {
        Row::new(name, Command::Page { path, flags: flags.to_vec() }, rules)
    }

    /// A scenario file with these flags.
    pub(super) fn scenario(
        name: &'static str,
        (landing, write): (&'static str, fn(&str) -> String),
        flags: &[&'static str],
        rules: &[&'static str],
    ) -> Row {
        Row::new(name, Command::Scenario { write, landing, flags: flags.to_vec() }, rules)
    }

    fn new(name: &'static str, command: Command, rules: &[&'static str]) -> Row {
        Row {
            name,
            command,
            right: Right::Truth,
            exits: &[],
            words: Vec::new(),
            never: Vec::new(),
            reading: Reading::default(),
            rules: rules.to_vec(),
            backends: None,
            cost: CostModel::default(),
            is_quick: false,
        }
    }

    pub(super) fn says(self, words: &[&'static str]) -> Row {
        Row { words: words.to_vec(), ..self }
    }

    pub(super) fn never_says(self, never: &[&'static str]) -> Row {
        Row { never: never.to_vec(), ..self }
    }

    /// Visits that reach this route are judged beside all together.
    pub(super) fn journey(mut self, route: Route) -> Row {
        self.reading.journey = Some(route);
        self
    }

    pub(super) fn right(self, right: Right) -> Row {
        Row { right, ..self }
    }

    pub(super) fn exits(self, exits: &'static [i32]) -> Row {
        Row { exits, ..self }
    }

    pub(super) fn cost(self, cost: CostModel) -> Row {
        Row { cost, ..self }
    }

    /// A balancer pins each shopper to one of so many backends, and a slow shopper weighs as one.
    pub(super) fn backends(mut self, backends: usize) -> Row {
        self.backends = Some(backends);
        self.reading.by_shopper = true;
        self
    }

    pub(super) fn quick(self) -> Row {
        Row { is_quick: true, ..self }
    }

    /// The shop of this row.
    pub(super) fn shop(&self, seed: u64) -> ShopConfig {
        let read = |rule: &&str| rule.parse::<Misbehaviour>().expect("a rule of the table is readable");
        ShopConfig {
            cost: self.cost.clone(),
            faults: Faults { misbehaviours: self.rules.iter().map(read).collect(), ..Faults::default() },
            balancer: self.backends.map(|backends| Balancer { backends, pin: Pin::Connection }),
            journal: true,
            seed,
            ..ShopConfig::default()
        }
    }

    /// The path of each journey's first page.
    pub(super) fn landing(&self) -> &'static str {
        match self.command {
            Command::Page { path, .. } => path,
            Command::Scenario { landing, .. } => landing,
        }
    }
}
