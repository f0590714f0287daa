//! Whether the letter tells what shoppers lived through: shops that misbehave on purpose, and shops that do not.
//!
//! Each row is a shop, what a user types, and what has to be said: a letter that the shop's own journal allows, the exit
//! code that goes with it, and words that name the cause. `-- verdict 3` tries all rows with three seeds, `-- verdict quick` a
//! handful, `-- verdict order` those whose name has `order` in it.

mod bad;
mod bands;
mod good;
mod row;
mod said;
mod scenarios;
mod truth;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::thread;

use promo_load::shop::DemoShop;

use super::command::open_shop;
use bands::Letter;
use row::{Right, Row};
use said::Said;
use truth::Truth;

/// Runs at the same time: most of their time is thinking.
const AT_ONCE: usize = 4;
/// A machine that is busy otherwise makes runs inconclusive; these are repeated so often.
const ATTEMPTS: u32 = 3;

/// Tries the rows that the arguments choose; says whether all were right.
pub(crate) fn check(arguments: &[String]) -> bool {
    let seeds = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1);
    let is_quick = arguments.iter().any(|argument| argument == "quick");
    let names: Vec<&String> = arguments
        .iter()
        .filter(|argument| *argument != "quick" && argument.parse::<u64>().is_err())
        .collect();
    let is_chosen = |row: &Row| {
        (!is_quick || row.is_quick)
            && (names.is_empty() || names.iter().any(|name| row.name.contains(name.as_str())))
    };
    let rows: Vec<Row> = bad::rows().into_iter().chain(good::rows()).filter(is_chosen).collect();
    let waiting: VecDeque<_> =
        (1..=seeds).flat_map(|seed: u64| rows.iter().map(move |row| (row.clone(), seed))).collect();
    let (waiting, right) = (Mutex::new(waiting), Mutex::new((0, 0)));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some((row, seed)) = next else { return };
                    let is_right = judge(&row, seed);
                    let mut right = right.lock().unwrap_or_else(PoisonError::into_inner);
                    *right = (right.0 + u32::from(is_right), right.1 + 1);
                }
            });
        }
    });
    let (right, all) = *right.lock().unwrap_or_else(PoisonError::into_inner);
    println!("{right} of {all} right");
    right == all
}

/// Runs a row and prints its line; says whether it was right.
fn judge(row: &Row, seed: u64) -> bool {
    let (mut truth, mut said) = (Truth::default(), Said::default());
    for _ in 0..ATTEMPTS {
        let shop: DemoShop = open_shop(row.shop(seed));
        said = Said::listen(row, &shop, seed);
        truth = Truth::read(&shop.journal(), row.landing(), row.reading);
        // Only the generator is late here by chance; anything else would come again.
        if !said.is_generator_late {
            break;
        }
    }
    let wrong = mistakes(row, &truth, &said);
    println!(
        "{:<30} {seed} | {truth} | {said} | {}",
        row.name,
        if wrong.is_empty() { "right".to_owned() } else { format!("WRONG: {}", wrong.join("; ")) }
    );
    wrong.is_empty()
}

/// What was said and is not so.
fn mistakes(row: &Row, truth: &Truth, said: &Said) -> Vec<String> {
    if said.is_generator_late {
        return vec![format!("not judged, the generator was late {ATTEMPTS} times")];
    }
    let mut wrong = Vec::new();
    let letters = match row.right {
        Right::Truth => Some(truth.letters()),
        Right::Between(best, worst) => Some(best..=worst),
        Right::NoneOrF => said.letter.map(|_| Letter::F..=Letter::F),
        Right::Any => said.letter.map(|letter| letter..=letter),
    };
    let is_right = match &letters {
        Some(letters) => said.letter.is_some_and(|letter| letters.contains(&letter)),
        None => true,
    };
    if !is_right && let Some(letters) = &letters {
        let (best, worst) = (letters.start(), letters.end());
        wrong.push(if best == worst {
            format!("should be {best}")
        } else {
            format!("should be {best} to {worst}")
        });
    }
    let of_letters =
        letters.map_or([120, 120], |letters| [*letters.start(), *letters.end()].map(Letter::exit_code));
    let exits = if row.exits.is_empty() { &of_letters[..] } else { row.exits };
    if !said.exit.is_some_and(|exit| exits.contains(&exit)) {
        wrong.push(format!("should end with {}", exits[0]));
    }
    wrong.extend(
        row.words.iter().filter(|words| !said.has(words)).map(|words| format!("does not say `{words}`")),
    );
    wrong.extend(row.never.iter().filter(|words| said.has(words)).map(|words| format!("says `{words}`")));
    wrong
}
