//! An engine in an interpreter, spoken to by the protocol of the page. The only room of `wasmi`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these tests fail by panicking")]

use std::path::{Path, PathBuf};

use studybook_search::plan::Reading;
use wasmi::{Engine, Instance, Linker, Memory, Module, Store, TypedFunc, WasmParams};

use crate::support::Reader;

/// An engine with an empty memory.
pub struct Wasm {
    store: Store<()>,
    instance: Instance,
    memory: Memory,
}

/// The committed engine of a language.
pub fn path(language: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join("static").join("search").join(format!("engine.{language}.wasm"))
}

impl Wasm {
    pub fn new(language: &str) -> Self {
        let bytes = std::fs::read(path(language)).unwrap();
        let engine = Engine::default();
        let module = Module::new(&engine, &bytes).unwrap();
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module).unwrap();
        let memory = instance.get_memory(&store, "memory").unwrap();
        Self { store, instance, memory }
    }

    /// The bytes of memory it has.
    pub fn size(&self) -> usize {
        self.memory.data_size(&self.store)
    }

    /// Calls a function; a trap is a failed test.
    pub fn call<P: WasmParams>(&mut self, name: &str, parameters: P) -> u32 {
        let function: TypedFunc<P, u32> = self.instance.get_typed_func(&self.store, name).unwrap();
        function.call(&mut self.store, parameters).unwrap_or_else(|trap| panic!("`{name}` trapped: {trap}"))
    }

    /// Writes the next call's input.
    pub fn put(&mut self, parts: &[&[u8]]) {
        let input = parts.concat();
        let at = self.call("reserve", input.len() as u32);
        self.memory.write(&mut self.store, at as usize, &input).unwrap();
    }

    /// Reads a reply of that length.
    pub fn reply(&mut self, length: u32) -> String {
        let at = self.call("reply", ()) as usize;
        let bytes = &self.memory.data(&self.store)[at..at + length as usize];
        String::from_utf8(bytes.to_vec()).unwrap()
    }
}

impl Reader for Wasm {
    fn load(&mut self, name: &str, bytes: &[u8]) -> String {
        self.put(&[name.as_bytes(), bytes]);
        let length = self.call("load", (name.len() as u32, bytes.len() as u32));
        self.reply(length)
    }

    fn search(&mut self, query: &str, limit: u32, reading: Reading) -> String {
        self.put(&[query.as_bytes()]);
        let length = self.call("search", (query.len() as u32, limit, u32::from(reading == Reading::Typing)));
        self.reply(length)
    }

    fn facets(&mut self) -> String {
        let length = self.call("facets", ());
        self.reply(length)
    }
}
