//! What a pack weighs, and what a visitor's questions of it cost in bytes and requests.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use studybook::index::Index;
use studybook_search::pack::{File, ROOT};
use studybook_search::snippet::Part;

use crate::collection;
use crate::visitor::Visitor;

/// Makes the pack and prints the tables; with `hits`, what is shown too.
pub fn print(documents: &Path, first: usize, to: Option<&Path>, hits: bool, queries: &[String]) -> io::Result<()> {
    let documents = collection::site(documents, first)?;
    let record = |number: usize| documents[number].record();
    let corpus = collection::corpus(documents.len(), &record);
    let (begin, reading) = (Instant::now(), cpu_seconds());
    let index = Index::new(&corpus);
    let indexed = begin.elapsed();
    let files = index.pack(&corpus);
    println!("{} documents: index {:.2?}, pack {:.2?}", documents.len(), indexed, begin.elapsed() - indexed);
    println!("{:.2} s of CPU to index and pack, {} MB of memory at most", cpu_seconds() - reading, peak_megabytes());
    if queries.is_empty() && to.is_none() {
        return Ok(());
    }
    if let Some(folder) = to {
        fs::create_dir_all(folder)?;
        files.iter().try_for_each(|file| fs::write(folder.join(&file.name), &file.bytes))?;
    }
    let packed = weigh(&files);
    print_kinds(&files, &packed);
    for query in queries {
        print_query(query, hits, &files, &packed)?;
    }
    Ok(())
}

/// What this process has cost so far, where the system tells in hundredths of a second.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let numbers: Vec<f64> = after_name.split(' ').skip(11).take(2).filter_map(|number| number.parse().ok()).collect();
    numbers.iter().sum::<f64>() / 100.0
}

/// The most memory this process has had, the documents included; nought where the system does not tell.
fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    peak.unwrap_or(0_u64) / 1024
}

fn weigh(files: &[File]) -> HashMap<&str, usize> {
    files.iter().map(|file| (file.name.as_str(), compressed(&file.bytes))).collect()
}

/// The length after brotli at its best.
pub fn compressed(bytes: &[u8]) -> usize {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 1 << 16, 11, 22);
    writer.write_all(bytes).and_then(|()| writer.flush()).expect("memory takes all bytes");
    drop(writer);
    out.len()
}

fn print_kinds(files: &[File], packed: &HashMap<&str, usize>) {
    let mut kinds: BTreeMap<char, (usize, usize, usize)> = BTreeMap::new();
    for file in files {
        let kind = kinds.entry(file.name.chars().next().unwrap_or('?')).or_default();
        *kind = (kind.0 + 1, kind.1 + file.bytes.len(), kind.2 + packed[file.name.as_str()]);
    }
    println!("{:<6} {:>7} {:>12} {:>12} {:>9}", "kind", "files", "bytes", "brotli", "mean");
    for (kind, (count, bytes, packed)) in &kinds {
        println!("{kind:<6} {count:>7} {bytes:>12} {packed:>12} {:>9}", packed / count);
    }
    let total: usize = packed.values().sum();
    println!(
        "{:<6} {:>7} {:>12} {total:>12}",
        "all",
        files.len(),
        files.iter().map(|file| file.bytes.len()).sum::<usize>()
    );
}

/// What a visitor fetches who asks nothing else; and what she is shown, if that is asked for.
fn print_query(query: &str, hits: bool, files: &[File], packed: &HashMap<&str, usize>) -> io::Result<()> {
    let mut rounds = vec![packed[ROOT]];
    let mut requests = 1;
    let mut visitor = Visitor::new(files)?;
    let results = visitor.ask(query, &mut |names| {
        requests += names.len();
        rounds.push(names.iter().map(|name| packed[*name]).sum());
    })?;
    let (count, total) = (results.hits.len(), results.total);
    let bytes: usize = rounds.iter().sum();
    println!("{bytes:>8} bytes, {requests:>2} requests, rounds {rounds:?}: {query} ({count} of {total})");
    if hits {
        results
            .hits
            .iter()
            .for_each(|hit| println!("{}\n    {}", marked(&hit.snippet.title), marked(&hit.snippet.passage)));
    }
    Ok(())
}

/// A text whose marked parts stand between asterisks.
fn marked(parts: &[Part]) -> String {
    parts.iter().map(|part| if part.is_match { format!("*{}*", part.text) } else { part.text.clone() }).collect()
}
