//! Writes the batches of an Arrow file as a Parquet file, as often as it is asked to: a contender of
//! `firn-bench/run writer-comparison`, which says what goes over standard input and output.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Write, stdin, stdout};
use std::sync::Arc;
use std::time::Instant;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::ipc::reader::FileReader;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{DEFAULT_CREATED_BY, EnabledStatistics, WriterProperties};

/// What is written, and how.
struct Source {
    schema: Arc<Schema>,
    batches: Vec<RecordBatch>,
    properties: WriterProperties,
}

impl Source {
    /// Reads the file into memory.
    fn load(arrow: &str, codec: &str, level: &str) -> Result<Self, Box<dyn Error>> {
        let reader = FileReader::try_new(BufReader::new(File::open(arrow)?), None)?;
        let schema = reader.schema();
        let batches = reader.collect::<Result<Vec<_>, _>>()?;
        let compression = match codec {
            "zstd" => Compression::ZSTD(ZstdLevel::try_new(level.parse()?)?),
            "snappy" => Compression::SNAPPY,
            _ => return Err(format!("Codec: expected zstd or snappy, found '{codec}'.").into()),
        };
        let properties = WriterProperties::builder()
            .set_compression(compression)
            // Page statistics are what column indexes are made of.
            .set_statistics_enabled(EnabledStatistics::Page)
            .build();
        Ok(Self {
            schema,
            batches,
            properties,
        })
    }

    /// Writes the file, not forced to disk; returns the nanoseconds from its creation to its end.
    fn write(&self, path: &str) -> Result<u128, Box<dyn Error>> {
        let from = Instant::now();
        let file = File::create(path)?;
        let mut writer =
            ArrowWriter::try_new(file, self.schema.clone(), Some(self.properties.clone()))?;
        for batch in &self.batches {
            writer.write(batch)?;
        }
        writer.close()?;
        Ok(from.elapsed().as_nanos())
    }
}

fn say(line: &str) -> Result<(), Box<dyn Error>> {
    println!("{}", line.replace('\n', " "));
    Ok(stdout().flush()?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [arrow, codec, level] = arguments.as_slice() else {
        return Err("Arguments: expected an Arrow file, a codec and its level.".into());
    };
    let source = match Source::load(arrow, codec, level) {
        Ok(source) => source,
        Err(error) => return say(&format!("failed {error}")),
    };
    say(&format!("ready {DEFAULT_CREATED_BY}"))?;
    for line in stdin().lock().lines() {
        let line = line?;
        let path = line
            .strip_prefix("write ")
            .ok_or("Expected 'write PATH'.")?;
        match source.write(path) {
            Ok(nanos) => say(&format!("wrote {nanos}"))?,
            Err(error) => say(&format!("failed {error}"))?,
        }
    }
    Ok(())
}
