// Ticks for a page that the browser may slow down: told the interval in ms, it posts nothing but ticks.
onmessage = (event: MessageEvent<number>) => {
  setInterval(() => postMessage(null), event.data);
};
