//! The engine that runs the network, behind a small trait so that it can be another one.

use rten::{ModelOptions, NodeId, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};
use std::sync::{Arc, Mutex, PoisonError};

/// Runs the encoder's graph over one window.
pub trait Encoder: Send + Sync {
    /// Scores of each piece: `embedded` is pieces × width, the result pieces × outputs, row by row.
    ///
    /// # Errors
    /// [`EngineError`] when the graph does not take or give what the reader expects.
    fn encode(&self, embedded: &[f32], width: usize) -> Result<Vec<f32>, EngineError>;
}

/// What the engine says when it cannot load or run a graph.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EngineError(pub String);

/// The `rten` engine: pure Rust, the machine's best instructions chosen at run time.
pub struct Rten {
    model: rten::Model,
    input: NodeId,
    output: NodeId,
    /// Pools of one thread that no caller uses at present. Windows, not matrix products, are shared out
    /// between threads, and callers that shared one pool would wait for each other.
    idle: Mutex<Vec<Arc<ThreadPool>>>,
}

impl Rten {
    /// Loads an ONNX graph with the input `embedded` and the output `scores`.
    ///
    /// # Errors
    /// [`EngineError`] when the bytes are no such graph.
    pub fn load(graph: &[u8]) -> Result<Rten, EngineError> {
        let model = ModelOptions::with_all_ops()
            .load(graph.to_vec())
            .map_err(|error| EngineError(format!("its graph: {error}")))?;
        let node =
            |name: &str| model.node_id(name).map_err(|_| EngineError(format!("its graph has no \"{name}\"")));
        let (input, output) = (node("embedded")?, node("scores")?);
        Ok(Rten { model, input, output, idle: Mutex::default() })
    }

    fn take(&self) -> Arc<ThreadPool> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)))
    }
}

impl Encoder for Rten {
    fn encode(&self, embedded: &[f32], width: usize) -> Result<Vec<f32>, EngineError> {
        let pieces = embedded.len() / width.max(1);
        let view = NdTensorView::from_data([1, pieces, width], embedded);
        let pool = self.take();
        let options = RunOptions::default().with_thread_pool(Some(pool.clone()));
        let run = self.model.run_n(vec![(self.input, view.into())], [self.output], Some(options));
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        let [scores] = run.map_err(|error| EngineError(error.to_string()))?;
        let scores: NdTensor<f32, 3> =
            scores.try_into().map_err(|_| EngineError("the scores are not pieces × outputs".into()))?;
        Ok(scores.to_vec())
    }
}
