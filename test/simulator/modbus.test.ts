import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readDeviceIdentification } from '../../simulator/modbus/device-identification';
import { type Frame, FrameReader } from '../../simulator/modbus/framing';
import { type ModbusRequest, readRegisters } from '../../simulator/modbus/pdu';
import { ModbusServer } from '../../simulator/modbus/server';
import { frame, RawClient, read } from './client';

const image = Buffer.from(Array.from({ length: 200 }, (_, index) => [index, index ^ 0xff]).flat());

function answerRead({ functionCode, data }: ModbusRequest) {
  if (functionCode === 0x41) throw new Error('a fault in the device');
  return functionCode === 0x42 ? 'silence' : readRegisters(functionCode, data, image);
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('Modbus PDU', () => {
  const ask = (first: number, quantity: number, functionCode = 3) =>
    hex(readRegisters(functionCode, Buffer.from(read(first, quantity).slice(1)), image));

  it('function 03 gives the registers', () => {
    assert.equal(ask(1, 2), '030401fe02fd');
    assert.equal(ask(199, 1), '0302c738');
    assert.equal(ask(75, 125).length, 2 * (2 + 250));
  });

  it('function 04 does the same under its own code', () => {
    assert.equal(ask(1, 2, 4), '040401fe02fd');
    assert.equal(ask(0, 126, 4), '8403');
    assert.equal(ask(199, 2, 4), '8402');
  });

  it('a quantity of 0 or above 125 is an illegal value, a register beyond the end an illegal address', () => {
    assert.equal(ask(0, 0), '8303');
    assert.equal(ask(0, 126), '8303');
    assert.equal(ask(199, 2), '8302');
    assert.equal(ask(200, 1), '8302');
    assert.equal(ask(0xffff, 125), '8302');
  });

  it('a request of a wrong length is an illegal value', () => {
    assert.equal(hex(readRegisters(3, Buffer.from([0, 0, 0]), image)), '8303');
    assert.equal(hex(readRegisters(3, Buffer.from([0, 0, 0, 1, 0]), image)), '8303');
  });

  it('function 2B/0E gives a list from an object on, or one object', () => {
    const identify = (...data: number[]) => hex(readDeviceIdentification(Buffer.from(data), ['A', 'BC', 'D']));
    assert.equal(identify(0x0e, 1, 0), '2b0e018100000300014101024243020144');
    assert.equal(identify(0x0e, 2, 1), '2b0e028100000201024243020144');
    assert.equal(identify(0x0e, 1, 77), identify(0x0e, 1, 0));
    assert.equal(identify(0x0e, 4, 2), '2b0e0481000001020144');
    assert.equal(identify(0x0e, 4, 3), 'ab02');
    assert.equal(identify(0x0e, 5, 0), 'ab03');
    assert.equal(identify(0x0e, 1), 'ab03');
    assert.equal(identify(0x0d, 1, 0), 'ab01');
    assert.equal(identify(), 'ab01');
  });
});

describe('Modbus TCP framing', () => {
  const requests = fc.array(
    fc.record({
      transaction: fc.integer({ min: 0, max: 0xffff }),
      unit: fc.integer({ min: 0, max: 255 }),
      pdu: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 253 }),
    }),
    { maxLength: 6 },
  );

  it('finds the same frames however the stream is split', () => {
    fc.assert(
      fc.property(requests, fc.array(fc.integer({ min: 1, max: 300 })), (sent, sizes) => {
        const stream = Buffer.concat(sent.map(({ transaction, unit, pdu }) => frame(transaction, unit, pdu)));
        const reader = new FrameReader();
        const found: Frame[] = [];
        let at = 0;
        for (const size of [...sizes, stream.length]) {
          found.push(...reader.push(stream.subarray(at, at + size)));
          at += size;
        }
        assert.equal(reader.broken, false);
        const expected = sent.map(({ transaction, unit, pdu: [functionCode, ...data] }) => {
          return { transaction, unit, functionCode, data: Buffer.from(data) };
        });
        assert.deepEqual(found, expected);
      }),
    );
  });

  it('gives up at a wrong protocol or an impossible length, and keeps what came before', () => {
    const good = frame(9, 1, read(0, 1));
    for (const bad of ['000100010006', '000100000000', '000100000001', '0001000000ff', '00010000ffff']) {
      const reader = new FrameReader();
      assert.equal(reader.push(Buffer.concat([good, Buffer.from(bad, 'hex'), good])).length, 1);
      assert.equal(reader.broken, true);
      assert.deepEqual(reader.push(good), []);
    }
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (chunks) => {
        const reader = new FrameReader();
        for (const chunk of chunks) reader.push(Buffer.from(chunk));
      }),
    );
  });
});

describe('Modbus TCP server', () => {
  let server: ModbusServer;
  let port: number;
  let client: RawClient;

  beforeEach(async () => {
    server = new ModbusServer(answerRead);
    port = await server.listen(0);
    client = await RawClient.connect(port);
  });

  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  it('echoes transaction and unit', async () => {
    await client.send(frame(0xbeef, 17, read(1, 1)));
    assert.equal(hex(await client.receive()), 'beef0000000511030201fe');
  });

  it('answers several requests of one chunk in their order', async () => {
    await client.send(Buffer.concat([1, 2, 3].map((number) => frame(number, 1, read(number, 1)))));
    for (const number of [1, 2, 3]) {
      const answer = await client.receive();
      assert.deepEqual([answer.readUInt16BE(0), answer[9]], [number, number]);
    }
  });

  it('answers a request that comes byte by byte', async () => {
    for (const byte of frame(5, 1, read(1, 1))) await client.send(Buffer.from([byte]));
    assert.equal(hex(await client.receive()), '00050000000501030201fe');
  });

  it('serves several clients, each with its own stream', async () => {
    const other = await RawClient.connect(port);
    const request = frame(6, 1, read(2, 1));
    await client.send(request.subarray(0, 5));
    assert.equal(hex(await other.ask(1, read(1, 1))), '030201fe');
    await client.send(request.subarray(5));
    assert.equal(hex(await client.receive()), '00060000000501030202fd');
    other.destroy();
  });

  it('drops a client that speaks another protocol, after the answers due to it', async () => {
    await client.send(Buffer.concat([frame(7, 1, read(1, 1)), Buffer.from('GET / HTTP/1.1\r\n\r\n')]));
    assert.equal(hex(await client.rest()), '00070000000501030201fe');
  });

  it('stays silent when the device does', async () => {
    await client.send(Buffer.concat([frame(1, 1, [0x42]), frame(2, 1, read(1, 1))]));
    assert.equal((await client.receive()).readUInt16BE(0), 2);
  });

  it('answers exception 04 when the device fails', async () => {
    assert.equal(hex(await client.ask(1, [0x41])), 'c104');
  });

  it('survives clients that vanish', async () => {
    const other = await RawClient.connect(port);
    await other.send(Buffer.concat(Array.from({ length: 500 }, (_, number) => frame(number, 1, read(0, 125)))));
    other.reset();
    await other.closed;
    assert.equal(hex(await client.ask(1, read(1, 1))), '030201fe');
  });

  it('answers all requests of a client that reads late', async () => {
    const count = 20_000;
    await client.send(Buffer.concat(Array.from({ length: count }, (_, number) => frame(number, 1, read(0, 125)))));
    for (let number = 0; number < count; number++) assert.equal((await client.receive()).readUInt16BE(0), number);
  });

  it('explains that a port is in use', async () => {
    const second = new ModbusServer(answerRead);
    await assert.rejects(second.listen(port), (error: Error) => {
      return error.message.includes(`Port ${port} on 127.0.0.1 is already in use. Choose another port`);
    });
    await second.close();
    assert.ok((await second.listen(0)) > 0);
    await second.close();
  });

  it('refuses an impossible port and a second start', async () => {
    await assert.rejects(new ModbusServer(answerRead).listen(70_000), RangeError);
    await assert.rejects(server.listen(0), /listening already/);
  });

  it('can be closed while it opens, and more than once', async () => {
    const short = new ModbusServer(answerRead);
    const opening = assert.rejects(short.listen(0), /closed before/);
    await Promise.all([short.close(), short.close(), opening]);
    await short.close();
  });

  it('ends its connections when it closes, and can open the port again', async () => {
    await server.close();
    await client.closed;
    await assert.rejects(RawClient.connect(port), /ECONNREFUSED/);
    assert.equal(await server.listen(port), port);
  });
});
