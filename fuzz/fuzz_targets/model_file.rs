//! Any bytes as a model file: an error or a model, never a panic and no memory without bound.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whosaid::tag::model::Model;

fuzz_target!(|bytes: &[u8]| {
    let _ = Model::from_bytes(bytes);
});
