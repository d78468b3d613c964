//! Numbers drawn from the seed: `SplitMix64`, one stream per purpose.
//!
//! Not for secrets. A stream is named, so that a new vendor leaves the data of the others as it was.

/// A stream of numbers that depends on nothing but the seed and its name.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The stream called `name` of a seed.
    pub fn stream(seed: u64, name: &str) -> Self {
        // FNV-1a over the name, so that streams start far apart.
        let start = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(start ^ seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `limit - 1`; 0 when `limit` is 0.
    pub fn below(&mut self, limit: u32) -> u32 {
        let wide = (self.next() >> 32) * u64::from(limit);
        u32::try_from(wide >> 32).unwrap_or(0)
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of `items`, which is never empty.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let limit = u32::try_from(items.len()).unwrap_or(u32::MAX);
        items[self.below(limit) as usize]
    }

    /// One of `items`, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, items: &[(T, u32)]) -> T {
        let mut left = self.below(items.iter().map(|item| item.1).sum());
        for (value, weight) in items {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        items[0].0
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_stream_repeats_itself_and_differs_from_others() {
        let draw = |seed, name| {
            let mut random = Random::stream(seed, name);
            [
                random.below(1000),
                random.below(1000),
                random.below(1000),
                random.below(1000),
            ]
        };
        assert_eq!(draw(7, "people"), draw(7, "people"));
        assert_ne!(draw(7, "people"), draw(8, "people"));
        assert_ne!(draw(7, "people"), draw(7, "chargify"));
    }

    #[test]
    fn weights_are_kept_and_zero_is_never_drawn() {
        let mut random = Random::stream(1, "weights");
        let drawn: Vec<char> = (0..1000)
            .map(|_| random.weighted(&[('a', 90), ('b', 10), ('c', 0)]))
            .collect();
        let count = |letter| drawn.iter().filter(|&&c| c == letter).count();
        assert!((850..950).contains(&count('a')), "{}", count('a'));
        assert_eq!(count('c'), 0);
    }
}
