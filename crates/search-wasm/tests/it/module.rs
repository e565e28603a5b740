//! An engine in an interpreter, spoken to by the protocol of the page. The only room of `wasmi`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these tests fail by panicking")]

use std::path::{Path, PathBuf};

use studybook_search::plan::Reading;
use wasmi::{Engine, Instance, Linker, Memory, Module, Store, TypedFunc, WasmParams};

use crate::support::Reader;

/// An engine.
pub struct Wasm {
    module: Module,
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
        Self::of(Module::new(&Engine::default(), &bytes).unwrap())
    }

    fn of(module: Module) -> Self {
        let mut store = Store::new(module.engine(), ());
        let instance = Linker::new(module.engine()).instantiate_and_start(&mut store, &module).unwrap();
        let memory = instance.get_memory(&store, "memory").unwrap();
        Self { module, store, instance, memory }
    }

    /// Begins anew, with nothing in its memory.
    pub fn clear(&mut self) {
        *self = Self::of(self.module.clone());
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
    pub fn put(&mut self, input: &[u8]) {
        let at = self.call("reserve", input.len() as u32);
        self.memory.write(&mut self.store, at as usize, input).unwrap();
    }

    /// Writes input, calls a function and reads its reply.
    fn answer<P: WasmParams>(&mut self, input: &[u8], name: &str, parameters: P) -> String {
        self.put(input);
        let length = self.call(name, parameters);
        self.reply(length)
    }

    /// Reads a reply of that length.
    pub fn reply(&mut self, length: u32) -> String {
        let at = self.call("reply", ()) as usize;
        let bytes = &self.memory.data(&self.store)[at..at + length as usize];
        String::from_utf8(bytes.to_vec()).unwrap()
    }
}

impl Reader for Wasm {
    fn open(&mut self, root: &[u8]) -> String {
        self.clear();
        self.load(0, root)
    }

    fn load(&mut self, slot: u32, bytes: &[u8]) -> String {
        self.answer(bytes, "load", slot)
    }

    fn search(&mut self, query: &str, limit: u32, reading: Reading) -> String {
        self.answer(query.as_bytes(), "search", (limit, u32::from(reading == Reading::Typing)))
    }

    fn facets(&mut self, query: &str, reading: Reading) -> String {
        self.answer(query.as_bytes(), "facets", u32::from(reading == Reading::Typing))
    }
}
