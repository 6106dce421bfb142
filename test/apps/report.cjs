/** Prints what the app's own exporters received, and shuts its providers down as a careful app does. */
async function report(spans, records, tracerProvider, loggerProvider) {
  const seen = {
    spans: spans.getFinishedSpans().map(({ name }) => name),
    logs: records.getFinishedLogRecords().length,
  };
  await tracerProvider.shutdown();
  await loggerProvider.shutdown();
  console.log(JSON.stringify(seen));
}

module.exports = { report };
