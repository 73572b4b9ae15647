//! What share of the machine's peak in matrix products the network reaches, on one thread.
//!
//! `cargo bench -p whosaid --bench peak`
//!
//! The peaks are measured, not looked up: loops that multiply and add within registers, with nothing to load
//! and nothing to wait for. What the encoder needs follows from its sizes. Its share is the time that its
//! products would take at the peaks over the time that it takes; norms, softmax, quantising and the moving of
//! data are what it loses. All are measured in turn, round after round, so that a busy machine or a changed
//! clock hits them alike, and the medians are compared.

// The instructions that give the peak exist on some machines only: calling a function compiled for them is
// unsafe unless the machine was asked first. That is the one thing here that is unsafe; see `x86`.
#![allow(unsafe_code)]

use std::hint::black_box;
use std::time::Instant;
use whosaid::tag::encoder::{Encoder, Rten};
use whosaid::tag::model::Model;

static MODEL: &[u8] = include_bytes!("../model/whosaid-2.model");

/// Layers, and the width of the inner product of each. The model file does not name them: they are in its graph.
const LAYERS: f64 = 6.0;
const INNER: f64 = 1536.0;
/// Labels of the tagger, and sides of the two links.
const LABELS: usize = 13;
const SIDES: usize = 4;
const ROUNDS: usize = 15;
/// Seconds that a loop at the peak is to take: long enough for the clock to settle, short enough to stay in one time slice.
const SLICE: f64 = 0.04;

fn main() {
    let model = Model::from_bytes(MODEL).expect("the model that comes with the library");
    let encoder = Rten::load(&model.graph).expect("its graph");
    let config = &model.config;
    let work = Work::new(config.width, config.places, LABELS + SIDES * config.link);
    let window = window(config.places * config.width);
    let peaks = [int8_peak(), float_peak()].map(|peak| peak.map(Calibrated::new));
    let mut rounds: [Vec<f64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        for (peak, rates) in peaks.iter().zip(&mut rounds) {
            rates.extend(peak.as_ref().map(Calibrated::rate));
        }
        let began = Instant::now();
        black_box(encoder.encode(black_box(&window), config.width)).expect("the engine runs");
        rounds[2].push(began.elapsed().as_secs_f64());
    }
    let [int8, float, seconds] = rounds.map(median);
    let names = peaks.map(|peak| peak.map(|peak| peak.peak.name));
    report(&work, [(names[0], int8), (names[1], float)], seconds.unwrap_or(f64::NAN));
}

/// Values as a window has them: the speed of the products does not hang on them, save that there are no denormals.
fn window(len: usize) -> Vec<f32> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32 - 0.5
    };
    (0..len).map(|_| next()).collect()
}

/// Multiply-adds that one window needs.
struct Work {
    pieces: f64,
    /// In products of int8 with int8: the layers' weights.
    int8: f64,
    /// In products of floats: attention, and the heads.
    float: f64,
}

impl Work {
    fn new(width: usize, pieces: usize, outputs: usize) -> Work {
        let (width, pieces, outputs) = (width as f64, pieces as f64, outputs as f64);
        let weights = 4.0 * width * width + 2.0 * width * INNER;
        // Each piece with every other: once for the scores, once for the sum of values.
        let attention = 2.0 * pieces * width;
        Work {
            pieces,
            int8: pieces * LAYERS * weights,
            float: pieces * (LAYERS * attention + width * outputs),
        }
    }
}

fn report(work: &Work, [int8, float]: [(Option<&str>, Option<f64>); 2], seconds: f64) {
    let all = work.int8 + work.float;
    println!("multiply-adds a second, one thread, median of {ROUNDS} rounds");
    for (what, (name, rate)) in [("int8 peak", int8), ("fp32 peak", float)] {
        let name = name.unwrap_or("unknown");
        println!("  {what:10} {:>9}   {name}", giga(rate));
    }
    println!(
        "  {:10} {:>9}   {:.1} ms a window of {} pieces, {:.0} pieces/s",
        "encoder",
        giga(Some(all / seconds)),
        1e3 * seconds,
        work.pieces,
        work.pieces / seconds
    );
    println!(
        "needed a piece: {:.2} M int8, {:.2} M fp32",
        work.int8 / work.pieces / 1e6,
        work.float / work.pieces / 1e6
    );
    let share = int8.1.zip(float.1).map(|(int8, float)| (work.int8 / int8 + work.float / float) / seconds);
    match share {
        Some(share) => println!("share of the peak: {:.1} %", 100.0 * share),
        None => println!("share of the peak: unknown"),
    }
}

fn giga(rate: Option<f64>) -> String {
    rate.map_or("unknown".to_owned(), |rate| format!("{:.1} G", rate / 1e9))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// A loop at the peak.
#[derive(Clone, Copy)]
struct Peak {
    name: &'static str,
    /// Multiply-adds in one turn of the loop.
    turn: f64,
    /// Runs so many turns. To be called only on a machine with the instructions in its name.
    run: fn(u64),
}

/// A loop with the number of turns that fills a slice.
struct Calibrated {
    peak: Peak,
    turns: u64,
}

impl Calibrated {
    fn new(peak: Peak) -> Calibrated {
        let mut turns = 1 << 10;
        loop {
            let trial = Calibrated { peak, turns };
            if trial.seconds() >= SLICE {
                return trial;
            }
            turns *= 2;
        }
    }

    fn seconds(&self) -> f64 {
        let began = Instant::now();
        (self.peak.run)(black_box(self.turns));
        began.elapsed().as_secs_f64()
    }

    fn rate(&self) -> f64 {
        self.turns as f64 * self.peak.turn / self.seconds()
    }
}

#[cfg(target_arch = "x86_64")]
use x86::{float_peak, int8_peak};

#[cfg(not(target_arch = "x86_64"))]
fn int8_peak() -> Option<Peak> {
    None
}

#[cfg(not(target_arch = "x86_64"))]
fn float_peak() -> Option<Peak> {
    None
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    //! Loops within registers. Each accumulator waits for itself alone, and there are enough of them to hide
    //! that wait; factors and sums go through `black_box`, so that the compiler can neither work the result out
    //! nor see that the accumulators are alike.
    //!
    //! The loops touch no memory but their own variables. What makes calling them unsafe is that a machine
    //! without their instructions would stop the program or do something else; every such call stands in a
    //! function that is handed out by `int8_peak` and `float_peak` alone, after the machine was asked for
    //! exactly the instructions that the loop is compiled for.

    use super::Peak;
    use std::arch::x86_64::*;
    use std::hint::black_box;

    pub(super) fn int8_peak() -> Option<Peak> {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni") {
            // SAFETY: the machine has just said that it has both.
            let run = |turns| unsafe { int8_vnni(turns) };
            return Some(Peak { name: "AVX-512 VNNI, vpdpbusd", turn: (VNNI * 64) as f64, run });
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the machine has just said that it has it.
            let run = |turns| unsafe { int8_avx2(turns) };
            return Some(Peak {
                name: "AVX2, vpmaddubsw + vpmaddwd + vpaddd",
                turn: (AVX2 * 32) as f64,
                run,
            });
        }
        None
    }

    pub(super) fn float_peak() -> Option<Peak> {
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the machine has just said that it has it.
            let run = |turns| unsafe { float_avx512(turns) };
            return Some(Peak { name: "AVX-512, vfmadd", turn: (VNNI * 16) as f64, run });
        }
        if is_x86_feature_detected!("avx") && is_x86_feature_detected!("fma") {
            // SAFETY: the machine has just said that it has both.
            let run = |turns| unsafe { float_fma(turns) };
            return Some(Peak { name: "FMA, vfmadd", turn: (AVX2 * 8) as f64, run });
        }
        None
    }

    /// Accumulators: of 32 registers with AVX-512, of 16 without.
    const VNNI: usize = 24;
    const AVX2: usize = 12;

    #[target_feature(enable = "avx512f,avx512vnni")]
    fn int8_vnni(turns: u64) {
        let (a, b) = (black_box(_mm512_set1_epi8(3)), black_box(_mm512_set1_epi8(-5)));
        let mut sums = black_box([_mm512_setzero_si512(); VNNI]);
        for _ in 0..turns {
            for sum in &mut sums {
                *sum = _mm512_dpbusd_epi32(*sum, a, b);
            }
        }
        black_box(sums);
    }

    /// Without a dot product into 32 bits it takes three instructions; the sum goes in again as a factor, or the
    /// compiler would multiply once for all turns.
    #[target_feature(enable = "avx2")]
    fn int8_avx2(turns: u64) {
        let (b, ones) = (black_box(_mm256_set1_epi8(-5)), black_box(_mm256_set1_epi16(1)));
        let mut sums = black_box([_mm256_setzero_si256(); AVX2]);
        for _ in 0..turns {
            for sum in &mut sums {
                let pairs = _mm256_maddubs_epi16(*sum, b);
                *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(pairs, ones));
            }
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx512f")]
    fn float_avx512(turns: u64) {
        let (a, b) = (black_box(_mm512_set1_ps(0.5)), black_box(_mm512_set1_ps(1.0)));
        let mut sums = black_box([_mm512_setzero_ps(); VNNI]);
        for _ in 0..turns {
            for sum in &mut sums {
                *sum = _mm512_fmadd_ps(*sum, a, b);
            }
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx,fma")]
    fn float_fma(turns: u64) {
        let (a, b) = (black_box(_mm256_set1_ps(0.5)), black_box(_mm256_set1_ps(1.0)));
        let mut sums = black_box([_mm256_setzero_ps(); AVX2]);
        for _ in 0..turns {
            for sum in &mut sums {
                *sum = _mm256_fmadd_ps(*sum, a, b);
            }
        }
        black_box(sums);
    }
}
