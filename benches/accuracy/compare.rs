//! Whether `compare` is right where the truth is known: pairs of runs against the demo shop that are alike, and pairs whose
//! second shop takes 15 % longer for each page. Loopback only.

use std::error::Error;
use std::fs;
use std::time::Duration;

use promo_load::grade::compare::{Change, Compared, Differences};
use promo_load::record::RunRecord;
use promo_load::report::compare::Comparison;
use promo_load::shop::CostModel;
use promo_load::words::Lang;

use super::command::{bench, open};

const PAGE: Duration = Duration::from_millis(20);
const SLOWER: Duration = Duration::from_millis(23);
/// Enough that most pages find a free one, and some wait.
const WORKERS: usize = 6;
/// A machine that is busy otherwise makes runs inconclusive; these are repeated so often.
const ATTEMPTS: u32 = 3;

pub(crate) fn check(pairs: u32) {
    let (wrong, missed) = compare(pairs).expect("runs that can be compared");
    println!("alike: {wrong} of {pairs} called a regression; 15 % slower: {missed} of {pairs} not called");
}

/// Pairs that are alike and were called a regression, and pairs that are not and were not called.
fn compare(pairs: u32) -> Result<(u32, u32), Box<dyn Error>> {
    println!("pair  second shop   p95 of all pages, its interval             failures   called");
    let (mut wrong, mut missed) = (0, 0);
    for pair in 0..pairs {
        let baseline = run(PAGE, 3 * pair);
        for (number, name, page) in [(1, "alike", PAGE), (2, "15 % slower", SLOWER)] {
            let comparison = Comparison::of(&baseline, &run(page, 3 * pair + number), &[], false)?;
            println!("{:4}  {name:12}  {}", pair + 1, line(&comparison.differences, comparison.regression));
            match (page == SLOWER, comparison.regression) {
                (false, true) => wrong += 1,
                (true, false) => missed += 1,
                _ => {}
            }
        }
    }
    Ok((wrong, missed))
}

/// The numbers of all pages that decide.
fn line(differences: &Differences, regression: bool) -> String {
    let change = |statistic| {
        let mut deciding = differences.deciding().filter(|(step, _)| step.is_none());
        deciding.find(|(_, difference)| difference.statistic == statistic).and_then(|(_, found)| found.change)
    };
    let show = |change: Change| {
        let percent = |share: f64| format!("{:+5.1} %", share * 100.0);
        format!(
            "{} ({} … {})",
            percent(change.by),
            percent(change.interval.low),
            percent(change.interval.high)
        )
    };
    let p95 = change(Compared::P95).map_or_else(|| "too short to tell".to_owned(), show);
    let failures = change(Compared::Failures).map_or(f64::NAN, |change| change.by * 100.0);
    format!("{p95:42} {failures:+.2} pt   {}", if regression { "regression" } else { "-" })
}

/// A run that can be judged.
fn run(page: Duration, seed: u32) -> RunRecord {
    for _ in 1..ATTEMPTS {
        let record = attempt(page, seed);
        match &record.verdict.inconclusive {
            None => return record,
            Some(reason) => println!("      repeated: {}", reason.say(Lang::En)),
        }
    }
    attempt(page, seed)
}

fn attempt(page: Duration, seed: u32) -> RunRecord {
    let cost = CostModel { workers: WORKERS, page, ..CostModel::default() };
    let shop = open(cost);
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = folder.path().join("look.toml");
    let text = format!(
        "schema = 1\nname = 'accuracy'\nbase_url = '{}'\n\n[[journey]]\nname = 'look'\n\n\
         [[journey.step]]\nname = 'product_page'\npath = '{}'\nthink_time = '50ms..150ms'\n\n\
         [[journey.step]]\nname = 'home_page'\npath = '/en/'\nthink_time = '50ms..150ms'\n",
        shop.base_url(),
        shop.promotion_path()
    );
    fs::write(&scenario, text).expect("written");
    let (scenario, seed) = (scenario.display().to_string(), (seed + 1).to_string());
    let arguments = [scenario.as_str(), "--vus", "20", "--duration", "13s", "--seed", &seed];
    bench(&arguments.map(str::to_owned), folder.path())
}
