/**
 * Where a receipt's bytes go. A printer is anything that takes bytes; the one
 * built in is an ESC/POS printer on a serial port the clerk has chosen once.
 * Without one the browser prints what is on the screen.
 */
interface ReceiptPrinter {
  print(bytes: Uint8Array): Promise<void>;
}

interface SerialPort {
  readonly writable: WritableStream<Uint8Array> | null;
  open(options: { baudRate: number }): Promise<void>;
  close(): Promise<void>;
}
interface Serial {
  getPorts(): Promise<SerialPort[]>;
  requestPort(): Promise<SerialPort>;
}

const BAUD_RATE = 38_400;
const serial = (): Serial | undefined => (navigator as { serial?: Serial }).serial;

export const hasSerialPorts = (): boolean => serial() !== undefined;

/** Asks the browser for a port; it remembers the choice. */
export async function choosePrinter(): Promise<void> {
  try {
    await serial()?.requestPort();
  } catch {
    // Nobody chose one.
  }
}

/** Prints on the chosen printer, or else through the browser. */
export async function printReceipt(bytes: Uint8Array): Promise<void> {
  const printer = await chosenPrinter();
  if (!printer) return window.print();
  try {
    await printer.print(bytes);
  } catch {
    // Out of paper, unplugged: the customer still gets a receipt.
    window.print();
  }
}

async function chosenPrinter(): Promise<ReceiptPrinter | undefined> {
  const [port] = (await serial()?.getPorts()) ?? [];
  if (!port) return undefined;
  return {
    async print(bytes) {
      await port.open({ baudRate: BAUD_RATE });
      try {
        const writer = port.writable?.getWriter();
        await writer?.write(bytes);
        writer?.releaseLock();
      } finally {
        await port.close();
      }
    },
  };
}
