// A WebSocket that comes back by itself: back-off with jitter, a heartbeat that finds dead connections.
// Each text message from the server is a JSON array of frames; each message to the server is one JSON command.

export type SocketState = "connecting" | "open" | "offline";

export interface SocketOptions<Command, Frame> {
  /** Asked for each attempt. */
  url: () => string;
  /** Sent when the line has been up for `pingEvery` ms, again and again; the server answers with any frame. */
  ping: Command;
  pingEvery?: number;
  /** Runs an action every so many ms and returns how to stop it; setInterval where none is given. */
  timer?: (action: () => void, ms: number) => () => void;
  onOpen: () => void;
  onFrames: (frames: Frame[]) => void;
  /** retryAt: when the next attempt comes, in epoch ms, while the state is offline. */
  onState: (state: SocketState, retryAt: number | null) => void;
  /** The server closed with a code of its own (4000 to 4999): true keeps trying. */
  onRefused?: (code: number) => boolean;
}

export interface LiveSocket<Command> {
  /** Tells whether the command went out; nothing is kept here for later. */
  send: (command: Command) => boolean;
  retryNow: () => void;
  close: () => void;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const CONNECT_TIMEOUT = 10_000;

/** The wait before attempt n (from 0): doubled each time, a random half of it taken off, so that clients spread. */
export function backoff(attempt: number, random: number = Math.random()): number {
  const full = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
  return full * (0.5 + random / 2);
}

function interval(action: () => void, ms: number): () => void {
  const timer = setInterval(action, ms);
  return () => clearInterval(timer);
}

export function openSocket<Command, Frame>(options: SocketOptions<Command, Frame>): LiveSocket<Command> {
  const pingEvery = options.pingEvery ?? 10_000;
  let socket: WebSocket | null = null;
  let attempt = 0;
  let closed = false;
  let heardAt = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let stopPings = () => {};
  let connectTimer: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    clearTimeout(retryTimer);
    options.onState("connecting", null);
    const mine = new WebSocket(options.url());
    socket = mine;
    connectTimer = setTimeout(() => drop(mine), CONNECT_TIMEOUT);
    mine.onopen = () => {
      clearTimeout(connectTimer);
      heardAt = Date.now();
      stopPings = (options.timer ?? interval)(() => beat(mine), pingEvery);
      options.onState("open", null);
      options.onOpen();
    };
    mine.onmessage = (event: MessageEvent<string>) => {
      if (socket !== mine) return;
      heardAt = Date.now();
      attempt = 0;
      options.onFrames(JSON.parse(event.data) as Frame[]);
    };
    mine.onclose = (event) => lost(mine, event.code);
  }

  function beat(mine: WebSocket): void {
    if (Date.now() - heardAt > pingEvery * 2.5) drop(mine);
    else mine.send(JSON.stringify(options.ping));
  }

  /** Ends a line that is dead or stuck without waiting for the closing handshake. */
  function drop(mine: WebSocket): void {
    mine.close();
    lost(mine, 1006);
  }

  function lost(mine: WebSocket, code: number): void {
    if (socket !== mine) return;
    socket = null;
    stopPings();
    clearTimeout(connectTimer);
    if (closed) return;
    if (code >= 4000 && options.onRefused && !options.onRefused(code)) {
      close();
      return;
    }
    const wait = backoff(attempt);
    attempt += 1;
    options.onState("offline", Date.now() + wait);
    retryTimer = setTimeout(connect, wait);
  }

  function retryNow(): void {
    if (closed || socket) return;
    attempt = 0;
    connect();
  }

  function returned(): void {
    if (document.visibilityState === "visible") retryNow();
  }

  function close(): void {
    closed = true;
    clearTimeout(retryTimer);
    window.removeEventListener("online", retryNow);
    document.removeEventListener("visibilitychange", returned);
    const mine = socket;
    mine?.close();
    if (mine) lost(mine, 1000);
  }

  window.addEventListener("online", retryNow);
  document.addEventListener("visibilitychange", returned);
  connect();

  return {
    send(command) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(command));
      return true;
    },
    retryNow,
    close,
  };
}
