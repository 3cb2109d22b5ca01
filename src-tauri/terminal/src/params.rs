//! The numbers of a control sequence, `1;2:3`, with the limits of xterm.js (its `Params.ts`): 32 parameters, 32
//! subparameters, and no number above 2^31 - 1.

const MOST: usize = 32;

#[derive(Debug)]
pub struct Params {
    /// The first `count` of them.
    values: [i32; MOST],
    count: usize,
    /// Index of the parameter and the value.
    subs: Vec<(usize, i32)>,
    reject: bool,
    reject_subs: bool,
    in_sub: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { values: [0; MOST], count: 1, subs: Vec::new(), reject: false, reject_subs: false, in_sub: false }
    }
}

impl Params {
    pub fn clear(&mut self) {
        self.values[0] = 0;
        self.count = 1;
        self.subs.clear();
        self.reject = false;
        self.reject_subs = false;
        self.in_sub = false;
    }

    /// These digits, `;` and `:`.
    pub fn of(bytes: &[u8]) -> Self {
        let mut params = Self::default();
        let read = params.read(bytes);
        bytes[read..].iter().for_each(|byte| params.take(*byte));
        params
    }

    /// Takes the digits and `;` that the bytes begin with, of parameters that were cleared, and tells how many it took. What it
    /// leaves is for [`Params::take`].
    #[inline]
    pub fn read(&mut self, bytes: &[u8]) -> usize {
        let (mut count, mut value) = (0, 0_i32);
        let mut taken = 0;
        for &byte in bytes {
            match byte {
                b'0'..=b'9' => value = value.saturating_mul(10).saturating_add(i32::from(byte - b'0')),
                b';' if count + 1 < MOST => {
                    self.values[count] = value;
                    count += 1;
                    value = 0;
                }
                _ => break,
            }
            taken += 1;
        }
        self.values[count] = value;
        self.count = count + 1;
        taken
    }

    /// A digit, `;` or `:`.
    #[inline]
    pub fn take(&mut self, byte: u8) {
        match byte {
            b';' => {
                self.in_sub = false;
                match self.values.get_mut(self.count) {
                    Some(next) => {
                        *next = 0;
                        self.count += 1;
                    }
                    None => self.reject = true,
                }
            }
            b':' => {
                self.in_sub = true;
                if self.reject || self.subs.len() >= MOST {
                    self.reject_subs = true;
                } else {
                    self.subs.push((self.count - 1, -1));
                }
            }
            digit => self.digit(i32::from(digit - b'0')),
        }
    }

    #[inline]
    fn digit(&mut self, digit: i32) {
        if self.reject || (self.in_sub && self.reject_subs) {
            return;
        }
        let place = if self.in_sub {
            self.subs.last_mut().map(|(_, value)| value)
        } else {
            self.values.get_mut(self.count - 1)
        };
        let Some(place) = place else { return };
        *place = if *place == -1 { digit } else { place.saturating_mul(10).saturating_add(digit) };
    }

    pub fn values(&self) -> &[i32] {
        &self.values[..self.count]
    }

    /// The parameter, 0 where it is absent.
    pub fn get(&self, index: usize) -> i32 {
        self.values().get(index).copied().unwrap_or(0)
    }

    /// The first parameter as a count: 1 where it is absent or 0.
    pub fn count(&self) -> usize {
        self.get(0).max(1) as usize
    }

    pub fn has_subs(&self) -> bool {
        !self.subs.is_empty()
    }

    pub fn subs(&self, index: usize) -> impl Iterator<Item = i32> {
        self.subs.iter().filter(move |(of, _)| *of == index).map(|(_, value)| *value)
    }
}
