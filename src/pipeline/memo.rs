//! Tables from the hash of all that a step reads to what the step made.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::key::{Key, Keyed};

/// Results by the hash of what they were made from, each marked when this run has used it.
pub struct Memo<T> {
    /// None if nothing is to be remembered.
    entries: Option<HashMap<Key, (T, bool), Keyed>>,
    /// How many results this run has found and made.
    counting: (usize, usize),
    /// The same of the last run.
    pub found: usize,
    /// How many the last run had to make.
    pub made: usize,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { entries: Some(HashMap::default()), counting: (0, 0), found: 0, made: 0 }
    }
}

impl<T> Memo<T> {
    /// Remembers nothing.
    pub fn nothing() -> Self {
        Self { entries: None, ..Self::default() }
    }
}

impl<T: Clone + Send + Sync> Memo<T> {
    /// Whether anything is remembered; otherwise keys need not be made.
    pub fn remembers(&self) -> bool {
        self.entries.is_some()
    }

    /// What was made of that.
    pub fn get(&self, key: Key) -> Option<T> {
        self.entries.as_ref()?.get(&key).map(|(value, _)| value.clone())
    }

    /// Whether something was made of that.
    pub fn has(&self, key: Key) -> bool {
        self.entries.as_ref().is_some_and(|entries| entries.contains_key(&key))
    }

    /// Remembers a result for this run and the next.
    pub fn keep(&mut self, key: Key, value: T) {
        if let Some(entries) = &mut self.entries {
            match entries.insert(key, (value, true)) {
                Some(_) => self.counting.0 += 1,
                None => self.counting.1 += 1,
            }
        }
    }

    /// Marks a result as used, if it is there.
    pub fn mark(&mut self, key: Key) {
        if let Some((_, used)) = self.entries.as_mut().and_then(|entries| entries.get_mut(&key)) {
            self.counting.0 += usize::from(!std::mem::replace(used, true));
        }
    }

    /// The results of all inputs, in their order; those not remembered are made, side by side.
    pub fn all<I: Sync>(
        &mut self,
        inputs: &[I],
        key: impl Fn(&I) -> Key + Sync,
        make: impl Fn(&I) -> T + Sync,
    ) -> Vec<T> {
        if !self.remembers() {
            return inputs.par_iter().map(&make).collect();
        }
        let result = |input| {
            let key = key(input);
            (key, self.get(key).unwrap_or_else(|| make(input)))
        };
        let results: Vec<(Key, T)> = inputs.par_iter().map(result).collect();
        results.iter().for_each(|(key, value)| self.keep(*key, value.clone()));
        results.into_iter().map(|(_, value)| value).collect()
    }

    /// Forgets what this run has not used.
    pub fn forget_unused(&mut self) {
        if let Some(entries) = &mut self.entries {
            entries.retain(|_, (_, used)| std::mem::take(used));
        }
        (self.found, self.made) = std::mem::take(&mut self.counting);
    }
}
