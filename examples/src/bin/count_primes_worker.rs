//! Counts the primes below the number in the payload, slowly, and tells how far it is.

use std::error::Error;

use bytes::Bytes;
use geartrain_worker::{Failure, JobContext};
use tokio::task::spawn_blocking;

const SLICES: u64 = 20;

async fn count_primes(job: JobContext) -> Result<Bytes, Failure> {
    let limit: u64 = std::str::from_utf8(job.payload())?.parse()?;
    let mut count = 0;
    for part in 0..SLICES {
        let (low, high) = (limit * part / SLICES, limit * (part + 1) / SLICES);
        // Computing would keep other tasks of this thread waiting.
        count += spawn_blocking(move || primes_between(low, high)).await?;
        job.progress(part + 1, SLICES).await;
    }
    println!("{count} primes below {limit}");
    Ok(count.to_string().into())
}

fn primes_between(low: u64, high: u64) -> usize {
    (low..high).filter(|number| is_prime(*number)).count()
}

fn is_prime(number: u64) -> bool {
    let mut factors = (2..).take_while(|factor| factor * factor <= number);
    number > 1 && factors.all(|factor| !number.is_multiple_of(factor))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    geartrain_examples::work("count-primes", count_primes).await
}
