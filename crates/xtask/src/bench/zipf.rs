//! Zipf's law: the word of rank r comes up in proportion to 1/r.

use super::random::Random;

/// Draws ranks from 0 up, the low ones far more often.
pub struct Zipf {
    sums: Vec<f64>,
}

impl Zipf {
    /// A law over `ranks` ranks, of which there must be at least one.
    pub fn new(ranks: usize) -> Self {
        let mut sum = 0.0;
        let sums = (1..=ranks).map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        });
        Self { sums: sums.collect() }
    }

    /// A rank from 0 to the number of ranks, that one excluded.
    pub fn draw(&self, random: &mut Random) -> usize {
        let total = self.sums.last().copied().unwrap_or_default();
        let point = random.unit() * total;
        self.sums.partition_point(|sum| *sum <= point).min(self.sums.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rank_comes_twice_as_often_as_the_second() {
        let zipf = Zipf::new(1000);
        let mut random = Random::new(1, 1);
        let mut counts = [0_i64; 1000];
        for _ in 0..100_000 {
            counts[zipf.draw(&mut random)] += 1;
        }
        assert!((counts[0] - 2 * counts[1]).abs() < 1000, "{} {}", counts[0], counts[1]);
    }
}
