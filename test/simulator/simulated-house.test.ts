import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import fc from 'fast-check';
import ModbusRTU from 'modbus-serial';
import { decodeLe03m } from '../../lib/decoders/le03m';
import { decodeSolarEdge } from '../../lib/decoders/solaredge';
import { parseReading, type Reading } from '../../lib/reading';
import { energyRegister } from '../../simulator/devices/energy-meter';
import { HeatPumpController } from '../../simulator/devices/heat-pump-controller';
import { Inverter } from '../../simulator/devices/inverter';
import { Le03m } from '../../simulator/devices/le03m';
import { gatewayImage, WaterGateway } from '../../simulator/devices/water-gateway';
import { WaterMeter } from '../../simulator/devices/water-meter';
import { WrongRegister } from '../../simulator/devices/wrong-register';
import { type Device, FAULTS, type FaultName } from '../../simulator/faults';
import { House } from '../../simulator/house/house';
import { TRANSPORT_FAULTS } from '../../simulator/modbus/transport-faults';
import { SimulatedHouse } from '../../simulator/simulated-house';
import { frame, RawClient, read } from './client';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A winter morning with people at home, 17 seconds after a whole minute. */
const NOW = Date.UTC(2026, 2, 4, 5, 41, 17);

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The registers of the gateway, read back without the code that wrote them. */
function parseGateway(image: Buffer) {
  const entry = (register: number) => ({
    value: Number(image.readBigInt64BE(register * 2)),
    float: image.readFloatBE(register * 2 + 8),
    exponent: image.readInt16BE(register * 2 + 12),
    unit: image.readUInt16BE(register * 2 + 14),
    time: image.readUInt32BE(register * 2 + 16) * SECOND,
  });
  return {
    gatewayTime: image.readUInt32BE(8) * SECOND,
    serial: image.readUInt32BE(20),
    meterTime: image.readUInt32BE(28) * SECOND,
    flags: image.readUInt16BE(36),
    flow: entry(20),
    volume: entry(30),
    temperature: entry(40),
  };
}

/** The temperatures of the controller, °C, read back without the code that wrote them. */
function parseController(image: Buffer) {
  const celsius = (register: number) => image.readInt16BE(register * 2) / 10;
  return { outdoor: celsius(12), supply: celsius(3), return: celsius(2), dhw: celsius(5) };
}

describe('water gateway', () => {
  it('lays out its registers as the manual does', () => {
    const meter = { serial: 12345678, volume: 12345, flow: 36 };
    const image = gatewayImage({ time: 1369227629_900, readOut: 1369227600_000, meter, temperatureTenths: 87 });
    const expected = [
      '00031c5a 0001 006f 519cc16d 0000 0100 0000 0000',
      '00bc614e 10ad 0107 519cc150 0000 0200 0000 0000',
      '0000000000000024 3d1374bc fffd 000f 519cc150',
      '0000000000003039 4145851f fffd 0007 519cc150',
      '0000000000000057 410b3333 ffff 0013 519cc150',
    ];
    assert.equal(hex(image), expected.join('').replaceAll(' ', ''));
    const unread = gatewayImage({ time: 0, readOut: 0, meter, temperatureTenths: 87, unread: true });
    assert.equal(unread.readUInt16BE(18 * 2), 1);
  });

  it('swaps the words of all wide values and nothing else', () => {
    const meter = { serial: 12345678, volume: 0x0001_2345_6789, flow: 36 };
    const state = { time: 1369227629_000, readOut: 1369227600_000, meter, temperatureTenths: 87 };
    const words = (image: Buffer, first: number, count: number) =>
      Array.from({ length: count }, (_, index) => image.readUInt16BE((first + index) * 2));
    const plain = gatewayImage(state);
    const swapped = gatewayImage({ ...state, swapped: true });
    const wide: [number, number][] = [
      [0, 2],
      [4, 2],
      [10, 2],
      [14, 2],
    ];
    for (const entry of [20, 30, 40]) wide.push([entry, 4], [entry + 4, 2], [entry + 8, 2]);
    const restored = Buffer.from(swapped);
    for (const [first, count] of wide) {
      const reversed = words(swapped, first, count).reverse();
      for (const [index, word] of reversed.entries()) restored.writeUInt16BE(word, (first + index) * 2);
    }
    assert.equal(hex(restored), hex(plain));
    assert.deepEqual(words(swapped, 30, 4), [0x6789, 0x2345, 0x0001, 0x0000]);
    assert.notEqual(hex(swapped), hex(plain));
  });
});

describe('simulated house over Modbus TCP', () => {
  const house = new House();
  let now: number;
  let simulated: SimulatedHouse;
  let gateway: RawClient;
  let line: RawClient;

  beforeEach(async () => {
    now = NOW;
    simulated = new SimulatedHouse({ gatewayPort: 0, linePort: 0, inverterPort: 0, clock: () => now });
    const ports = await simulated.start();
    gateway = await RawClient.connect(ports.gatewayPort);
    line = await RawClient.connect(ports.linePort);
  });

  afterEach(async () => {
    gateway.destroy();
    line.destroy();
    await simulated.stop();
  });

  const readWater = async () => parseGateway((await gateway.ask(1, read(0, 50))).subarray(2));
  const readEnergy = async () => {
    const answer = await line.ask(3, read(0, 3));
    return decodeLe03m(answer.subarray(2), now, { meter: 'heat_pump', divisor: 10, offset: 0 })[0]!.value;
  };

  const readTemperatures = async () => parseController((await line.ask(1, read(0, 13, 4))).subarray(2));
  /** There is no connection, or one that ends at once. */
  const isSentAway = async (port: number): Promise<void> => {
    const client = await RawClient.connect(port).catch(() => undefined);
    if (client) assert.equal((await client.rest()).length, 0);
  };
  const tenths = (temperature: number) => Math.round(temperature * 10) / 10;

  it('is read by a Modbus library', async () => {
    const client = new ModbusRTU();
    const { gatewayPort, linePort } = await simulated.start();
    try {
      await client.connectTCP('127.0.0.1', { port: gatewayPort });
      client.setID(1);
      const { buffer } = await client.readHoldingRegisters(30, 4);
      assert.equal(Number(buffer.readBigInt64BE()), house.waterVolume(NOW - 17 * SECOND));
      const { data } = await client.readDeviceIdentification(1, 0);
      assert.deepEqual(Object.values(data), ['HMS Industrial Networks AB', '1', '1.11']);
      await assert.rejects(client.readInputRegisters(30, 4), { modbusCode: 1 });
    } finally {
      await new Promise<void>((resolve) => client.close(resolve));
    }
    const serial = new ModbusRTU();
    try {
      await serial.connectTCP('127.0.0.1', { port: linePort });
      serial.setID(3);
      const { data } = await serial.readHoldingRegisters(0, 3);
      const [energy] = decodeLe03m(data, now, { meter: 'heat_pump', divisor: 10, offset: 0 });
      assert.equal(energy!.value, Math.floor(house.heatPumpEnergy(NOW) * 10) / 10);
      serial.setID(1);
      const { buffer } = await serial.readInputRegisters(12, 1);
      assert.equal(buffer.readInt16BE() / 10, tenths(house.outdoorTemperature(NOW)));
    } finally {
      await new Promise<void>((resolve) => serial.close(resolve));
    }
  });

  it('the gateway shows the last whole minute', async () => {
    const minute = NOW - 17 * SECOND;
    const { gatewayTime, serial, meterTime, flags, flow, volume, temperature } = await readWater();
    assert.deepEqual(
      { gatewayTime, serial, meterTime, flags },
      { gatewayTime: NOW, serial: 12345678, meterTime: minute, flags: 0 },
    );
    assert.deepEqual([flow.time, volume.time, temperature.time], [minute, minute, minute]);
    assert.equal(volume.value, house.waterVolume(minute));
    assert.equal(flow.value, house.waterFlow(minute));
    assert.equal(temperature.value, Math.round(house.waterTemperature(minute) * 10));
    for (const { value, exponent, float } of [flow, volume, temperature]) {
      assert.ok(Math.abs(float - value * 10 ** exponent) <= Math.abs(float) * 1e-6);
    }
  });

  it('the gateway answers each function as its manual says, whatever the unit', async () => {
    for (const unit of [0, 1, 255]) assert.equal((await gateway.ask(unit, read(0, 1))).length, 4);
    for (const code of [0x01, 0x05, 0x06, 0x0f, 0x10]) {
      assert.equal(hex(await gateway.ask(1, [code, 0, 0, 0, 1])), hex(Buffer.from([code | 0x80, 2])));
    }
    for (const code of [0x02, 0x04, 0x17]) {
      assert.equal(hex(await gateway.ask(1, [code, 0, 0, 0, 1])), hex(Buffer.from([code | 0x80, 1])));
    }
    assert.equal(hex(await gateway.ask(1, read(49, 2))), '8302');
    assert.equal(hex(await gateway.ask(1, read(0, 126))), '8303');
    assert.match((await gateway.ask(1, [0x2b, 0x0e, 4, 0])).toString('ascii'), /HMS Industrial Networks AB$/);
  });

  it('the LE-03M answers at its own address only', async () => {
    for (const unit of [0, 2, 4, 3]) await line.send(frame(1, unit, read(0, 3)));
    const answer = await line.receive();
    assert.deepEqual([answer[6], answer.length], [3, 15]);
    assert.equal(hex(await line.ask(3, read(0, 4))), '8302');
    assert.equal(hex(await line.ask(3, [4, 0, 0, 0, 3])), '8401');
    assert.equal(hex(await line.ask(3, [6, 0, 0, 0, 3])), '8601');
  });

  it("the heat pump's controller shows the house's temperatures in tenths, also below zero", async () => {
    const water = house.heatPumpWater(NOW);
    const shown = await readTemperatures();
    assert.deepEqual(shown, {
      outdoor: tenths(house.outdoorTemperature(NOW)),
      supply: tenths(water.supply),
      return: tenths(water.return),
      dhw: tenths(house.hotWaterTemperature(NOW)),
    });
    now = Date.UTC(2026, 0, 11, 5);
    while (house.outdoorTemperature(now) > -1) now += DAY;
    assert.equal((await readTemperatures()).outdoor, tenths(house.outdoorTemperature(now)));
  });

  it('the controller has 13 input registers, answers at its own address only, and leaves the rest at 0', async () => {
    for (const unit of [0, 2, 3, 1]) await line.send(frame(1, unit, read(0, 13, 4)));
    // The LE-03M as unit 3 knows no input registers.
    assert.equal(hex((await line.receive()).subarray(6)), '038401');
    const image = (await line.receive()).subarray(9);
    assert.equal(image.length, 26);
    for (const register of [0, 1, 4, 6, 7, 8, 9, 10, 11]) assert.equal(image.readUInt16BE(register * 2), 0);
    assert.equal(hex(await line.ask(1, read(12, 2, 4))), '8402');
    assert.equal(hex(await line.ask(1, read(13, 1, 4))), '8402');
    assert.equal(hex(await line.ask(1, read(0, 13))), '8301');
    assert.equal(hex(await line.ask(1, [6, 0, 0, 0, 3])), '8601');
  });

  describe('faults', () => {
    it('each has its test here', () => {
      const told = ['silence', 'exception', 'stale', 'unread', 'swapped', 'leak', 'sensor_broken', 'sensor_wild'];
      const levels = ['exchanged', 'near_end', 'reset', 'jump', 'backflow', 'stray_zero', 'spike', 'zero'];
      const clocks = ['sensor_stuck', 'clock_fast', 'clock_slow', 'clock_1970', 'clock_2069'];
      const solar = ['night_garbage', 'lifetime_zero', 'lifetime_back', 'meter_offline'];
      const all = [...told, ...levels, ...clocks, ...solar, 'unplugged', ...TRANSPORT_FAULTS];
      assert.deepEqual(Object.keys(FAULTS).sort(), all.sort());
    });

    it('silence: no answer until it ends', async () => {
      // The server answers all that was due before it ends its side, so what is missing then was never sent.
      const ask = async (port: number, unit = 3, functionCode = 3) => {
        const client = await RawClient.connect(port);
        await client.send(frame(1, unit, read(0, 1, functionCode)));
        client.end();
        return (await client.rest()).length;
      };
      const { gatewayPort, linePort } = await simulated.start();
      simulated.setFault('silence', 'water');
      assert.deepEqual([await ask(gatewayPort), await ask(linePort)], [0, 11]);
      simulated.setFault('silence', 'heat_pump');
      simulated.setFault('silence', 'water', false);
      assert.deepEqual([await ask(gatewayPort), await ask(linePort), await ask(linePort, 1, 4)], [11, 0, 11]);
      simulated.setFault('silence', 'heat_pump_controller');
      simulated.setFault('silence', 'heat_pump', false);
      assert.deepEqual([await ask(linePort), await ask(linePort, 1, 4)], [11, 0]);
    });

    it('exception: 0B from the gateway, 04 from the others', async () => {
      simulated.setFault('exception');
      assert.equal(hex(await gateway.ask(1, read(0, 1))), '830b');
      assert.equal(hex(await line.ask(3, read(0, 1))), '8304');
      assert.equal(hex(await line.ask(1, read(0, 1, 4))), '8404');
      simulated.setFault('exception', 'water', false);
      simulated.setFault('exception', 'heat_pump_controller', false);
      assert.equal((await line.ask(1, read(0, 1, 4))).length, 4);
      assert.equal((await gateway.ask(1, read(0, 1))).length, 4);
      assert.equal(hex(await line.ask(3, read(0, 1))), '8304');
    });

    it('stale: values and time stamps stand still, the gateway runs on', async () => {
      const before = await readWater();
      simulated.setFault('stale');
      now += 3 * HOUR;
      assert.deepEqual(await readWater(), { ...before, gatewayTime: now });
      simulated.setFault('stale', 'water', false);
      const after = await readWater();
      assert.equal(after.volume.value, house.waterVolume(now - 17 * SECOND));
      assert.ok(after.volume.value > before.volume.value);
    });

    it('unread: the flag is set, the old values stay', async () => {
      const before = await readWater();
      simulated.setFault('unread');
      now += 3 * HOUR;
      assert.deepEqual(await readWater(), { ...before, gatewayTime: now, flags: 1 });
      simulated.clearFaults();
      assert.equal((await readWater()).flags, 0);
      assert.ok((await readWater()).volume.value > before.volume.value);
    });

    it('swapped: the low word comes first', async () => {
      const plain = (await gateway.ask(1, read(30, 4))).subarray(2);
      simulated.setFault('swapped');
      const swapped = (await gateway.ask(1, read(30, 4))).subarray(2);
      assert.notEqual(hex(swapped), hex(plain));
      assert.equal(hex(Buffer.from(swapped).reverse().swap16()), hex(plain));
    });

    it('exchanged: a new water meter counts from 0 and stays', async () => {
      const before = await readWater();
      simulated.setFault('exchanged', 'water');
      const installed = await readWater();
      assert.deepEqual([installed.serial, installed.volume.value, installed.meterTime], [12345679, 0, NOW]);
      assert.equal(installed.flow.value, house.waterFlow(NOW));
      now += 5 * HOUR;
      const later = await readWater();
      assert.equal(later.meterTime, now - 17 * SECOND);
      assert.equal(later.volume.value, house.waterVolume(now - 17 * SECOND) - house.waterVolume(NOW));
      assert.ok(later.volume.value > 0 && later.volume.value < before.volume.value);
      simulated.setFault('exchanged', 'water', false);
      assert.deepEqual(await readWater(), later);
      simulated.setFault('exchanged', 'water');
      simulated.setFault('exchanged', 'water');
      assert.deepEqual([(await readWater()).serial, (await readWater()).volume.value], [12345680, 0]);
      assert.equal(await readEnergy(), Math.floor(house.heatPumpEnergy(now) * 10) / 10);
    });

    it('exchanged: a new energy meter counts from 0 and stays', async () => {
      simulated.setFault('exchanged', 'heat_pump');
      assert.equal(await readEnergy(), 0);
      now += 5 * DAY;
      const used = Math.floor((house.heatPumpEnergy(now) - house.heatPumpEnergy(NOW)) * 10) / 10;
      assert.ok(used > 10);
      assert.equal(await readEnergy(), used);
      simulated.clearFaults();
      assert.equal(await readEnergy(), used);
      assert.equal((await readWater()).serial, 12345678);
    });

    it('near_end: another meter goes on at 0 past its end', async () => {
      simulated.setFault('near_end');
      const installed = await readWater();
      assert.deepEqual([installed.serial, installed.volume.value], [12345679, 99_999_995]);
      assert.equal(await readEnergy(), 1_677_721.1);
      now += 5 * HOUR;
      const passed = house.waterVolume(now - 17 * SECOND) - house.waterVolume(NOW);
      assert.ok(passed > 5);
      assert.equal((await readWater()).volume.value, passed - 5);
      const used = (house.heatPumpEnergy(now) - house.heatPumpEnergy(NOW)) * 10;
      assert.ok(used > 5);
      assert.equal(await readEnergy(), Math.floor(used - 5) / 10);
    });

    const levels: [fault: string, water: (before: number) => number, energy?: (before: number) => number][] = [
      ['reset', () => 0],
      ['jump', (before) => before + 500_000, (before) => before + 50_000],
      ['backflow', (before) => before - 3, (before) => before - 0.1],
    ];
    for (const [fault, volume, energy] of levels) {
      it(`${fault}: the register of the same meter goes on from another level and stays there`, async () => {
        const [water, used] = [house.waterVolume(NOW), await readEnergy()];
        simulated.setFault(fault);
        const changed = await readWater();
        assert.deepEqual([changed.serial, changed.volume.value], [12345678, volume(water)]);
        assert.ok(Math.abs((await readEnergy()) - (energy?.(used) ?? used)) < 1e-6);
        simulated.clearFaults();
        now += HOUR;
        const grown = house.waterVolume(now - 17 * SECOND) - water;
        assert.equal((await readWater()).volume.value, volume(water) + grown);
      });
    }

    for (const [fault, shown] of [
      ['stray_zero', () => 0],
      ['spike', (value: number) => value * 10],
    ] as const) {
      it(`${fault}: one reading is wrong, those after it are right, and the fault is over by itself`, async () => {
        const before = house.waterVolume(NOW);
        const used = await readEnergy();
        simulated.setFault(fault);
        for (let ask = 0; ask < 2; ask++) {
          const wrong = await readWater();
          assert.deepEqual([wrong.volume.value, wrong.volume.time], [shown(before), NOW]);
        }
        assert.ok(Math.abs((await readEnergy()) - shown(used)) < 1e-6);
        now += MINUTE;
        assert.equal((await readWater()).volume.value, house.waterVolume(now - 17 * SECOND));
        assert.equal(await readEnergy(), Math.floor(house.heatPumpEnergy(now) * 10) / 10);
        assert.deepEqual(simulated.faults, []);
      });
    }

    it('zero: the register shows 0 as long as it is on', async () => {
      simulated.setFault('zero');
      for (let poll = 0; poll < 3; poll++, now += MINUTE) {
        assert.deepEqual([(await readWater()).volume.value, await readEnergy()], [0, 0]);
      }
      simulated.clearFaults();
      assert.ok((await readWater()).volume.value > 0 && (await readEnergy()) > 0);
    });

    it('sensor_wild and sensor_stuck: the outdoor temperature is impossible, or stands still', async () => {
      simulated.setFault('sensor_wild');
      assert.equal((await readTemperatures()).outdoor, 300);
      simulated.clearFaults();
      const before = await readTemperatures();
      simulated.setFault('sensor_stuck');
      now += 6 * HOUR;
      assert.equal((await readTemperatures()).outdoor, before.outdoor);
      simulated.clearFaults();
      assert.notEqual((await readTemperatures()).outdoor, before.outdoor);
    });

    it('clock_…: the gateway lives in another time, its values and their age are right', async () => {
      const right = await readWater();
      const clocks: [fault: string, time: number][] = [
        ['clock_fast', NOW + HOUR],
        ['clock_slow', NOW - HOUR],
        ['clock_1970', HOUR],
        ['clock_2069', Date.UTC(2069, 0)],
      ];
      for (const [fault, time] of clocks) {
        simulated.setFault(fault);
        const wrong = await readWater();
        assert.deepEqual([wrong.gatewayTime, wrong.volume.time], [time, time - 17 * SECOND], fault);
        assert.equal(wrong.volume.value, right.volume.value);
        simulated.clearFaults();
      }
    });

    it('leak: 120 dm3/h more while it lasts, and what ran away stays counted', async () => {
      const extra = async () => {
        const { volume, flow } = await readWater();
        return [volume.value - house.waterVolume(volume.time), flow.value - house.waterFlow(flow.time)];
      };
      now -= 17 * SECOND;
      simulated.setFault('leak');
      assert.deepEqual(await extra(), [0, 0]);
      now += 2 * HOUR;
      assert.deepEqual(await extra(), [240, 120]);
      simulated.setFault('leak', 'water', false);
      now += DAY;
      assert.deepEqual(await extra(), [240, 0]);
      simulated.setFault('leak');
      now += HOUR;
      assert.deepEqual(await extra(), [360, 120]);
    });

    it('sensor_broken: the outdoor register holds 0x8000, the others go on', async () => {
      const before = await readTemperatures();
      simulated.setFault('sensor_broken');
      assert.equal(hex(await line.ask(1, read(12, 1, 4))), '04028000');
      assert.deepEqual(await readTemperatures(), { ...before, outdoor: -3276.8 });
      simulated.clearFaults();
      assert.deepEqual(await readTemperatures(), before);
    });

    it('are listed while they are on', () => {
      assert.deepEqual(simulated.faults, []);
      simulated.setFault('silence');
      simulated.setFault('leak');
      simulated.setFault('silence');
      const expected = [
        { fault: 'silence', device: 'water' },
        { fault: 'leak', device: 'water' },
        { fault: 'silence', device: 'heat_pump' },
        { fault: 'silence', device: 'heat_pump_controller' },
        { fault: 'silence', device: 'solar' },
      ];
      assert.deepEqual(simulated.faults, expected);
      simulated.clearFaults();
      assert.deepEqual(simulated.faults, []);
    });

    it('are refused when unknown or not applicable, with a list', () => {
      const list = /silence \(water, heat_pump, heat_pump_controller, solar\).*leak \(water\)/;
      for (const name of ['flood', 'toString', '']) assert.throws(() => simulated.setFault(name), list);
      assert.throws(() => simulated.setFault('leak', 'heat_pump'), list);
      assert.throws(() => simulated.setFault('sensor_broken', 'heat_pump'), list);
      assert.throws(() => simulated.setFault('silence', 'garage' as Device), list);
      assert.deepEqual(simulated.faults, []);
    });
  });

  describe('the inverter', () => {
    const SOLAR = { meter: 'solar', timeZone: 'UTC' };
    let inverter: RawClient;
    beforeEach(async () => {
      inverter = await RawClient.connect((await simulated.start()).inverterPort);
    });
    afterEach(() => inverter.destroy());
    const ask = async (first: number, quantity: number): Promise<Buffer> =>
      (await inverter.ask(1, read(first, quantity))).subarray(2);
    const decode = async () => {
      const image = Buffer.concat([await ask(40_000, 121), await ask(40_121, 88), await ask(40_209, 88)]);
      const { readings, problems, devices } = decodeSolarEdge(image, now, SOLAR);
      const values = Object.fromEntries(readings.map(({ series, value }) => [series, value]));
      return { values, problems: problems.map(({ code }) => code), status: devices[0]?.status };
    };

    it('is a SunSpec chain with one meter', async () => {
      now = Date.UTC(2026, 5, 10, 10);
      const { values, status } = await decode();
      assert.equal(status, 'producing');
      assert.equal(values['solar.energy'], Math.floor(house.solarEnergy(now) * 1000) / 1000);
      assert.equal(values['solar.power'], Math.round(house.solarPower(now)));
      assert.equal(values['solar.grid_import'], Math.floor(house.importedEnergy(now) * 1000) / 1000);
      assert.equal(values['solar.grid_power'], Math.round(house.gridPower(now)));
      assert.equal(hex(await inverter.ask(1, read(0, 10))), '8302');
      assert.equal(hex(await inverter.ask(1, read(40_200, 125))), '8302');
      assert.equal(hex(await inverter.ask(1, read(40_000, 2, 4))), '8401');
    });

    it('sleeps at night: its power is 0, and its counter stands still', async () => {
      now = Date.UTC(2026, 5, 10, 23);
      const { values, status } = await decode();
      assert.deepEqual([status, values['solar.power']], ['sleeping', 0]);
      now += 2 * HOUR;
      assert.equal((await decode()).values['solar.energy'], values['solar.energy']);
    });

    const faults: [fault: string, missing: string[], problems: string[]][] = [
      ['night_garbage', ['solar.energy', 'solar.power', 'solar.temperature'], []],
      ['lifetime_zero', ['solar.energy'], []],
      ['meter_offline', ['solar.grid_import', 'solar.grid_export', 'solar.grid_power'], ['no-values']],
    ];
    for (const [fault, missing, problems] of faults) {
      it(`${fault}: gives no number there, and the others are right`, async () => {
        const before = await decode();
        simulated.setFault(fault);
        const { values, problems: found } = await decode();
        assert.deepEqual(
          Object.keys(before.values).filter((series) => !(series in values)),
          missing,
        );
        for (const [series, value] of Object.entries(values)) assert.equal(value, before.values[series]);
        assert.deepEqual(found, problems);
      });
    }

    it('lifetime_back: 3 kWh less, as long as it is on', async () => {
      const before = await decode();
      simulated.setFault('lifetime_back');
      const difference = before.values['solar.energy']! - (await decode()).values['solar.energy']!;
      assert.ok(Math.abs(difference - 3) < 1e-9);
      simulated.clearFaults();
      assert.deepEqual(await decode(), before);
    });

    it('serves one client only', async () => {
      await isSentAway((await simulated.start()).inverterPort);
      assert.equal((await ask(40_000, 2)).toString('latin1'), 'SunS');
    });
  });

  describe('faults on the way', () => {
    const PDU = read(0, 3);
    let right: Buffer;
    beforeEach(async () => {
      right = await line.ask(3, PDU);
    });
    const send = (transaction: number): Promise<void> => line.send(frame(transaction, 3, PDU));
    const shown = (answer: Buffer): [number, number, string] => [
      answer.readUInt16BE(0),
      answer[6]!,
      hex(answer.subarray(7)),
    ];

    it('late_answer: comes with the next request, under its own transaction', async () => {
      simulated.setFault('late_answer', 'heat_pump');
      await send(7);
      await send(8);
      assert.deepEqual(shown(await line.receive()), [7, 3, hex(right)]);
      simulated.clearFaults();
      await send(9);
      assert.deepEqual([shown(await line.receive())[0], shown(await line.receive())[0]], [8, 9]);
    });

    it('wrong_unit, wrong_function, wrong_count: the answer does not fit the request', async () => {
      simulated.setFault('wrong_unit', 'heat_pump');
      await send(7);
      assert.deepEqual(shown(await line.receive()), [7, 0x13, hex(right)]);
      simulated.clearFaults();
      simulated.setFault('wrong_function', 'heat_pump');
      await send(8);
      assert.deepEqual(shown(await line.receive()), [8, 3, `04${hex(right).slice(2)}`]);
      simulated.clearFaults();
      simulated.setFault('wrong_count', 'heat_pump');
      await send(9);
      assert.deepEqual(shown(await line.receive()), [9, 3, `0304${hex(right).slice(4, 12)}`]);
    });

    it('split_answer, merged_answers: the bytes are right, and the answer before comes once more', async () => {
      simulated.setFault('split_answer', 'heat_pump');
      assert.deepEqual(await line.ask(3, PDU), right);
      simulated.clearFaults();
      simulated.setFault('merged_answers', 'heat_pump');
      await send(8);
      assert.deepEqual([shown(await line.receive())[0], shown(await line.receive())[0]], [1, 8]);
    });

    it('reset_connection: it ends in the middle of the answer', async () => {
      simulated.setFault('reset_connection', 'heat_pump');
      await send(7);
      assert.equal((await line.rest()).length, (7 + right.length) >> 1);
    });

    it('half_open: this connection stays without an answer, a new one has them', async () => {
      simulated.setFault('half_open', 'heat_pump');
      const other = await RawClient.connect((await simulated.start()).linePort);
      await send(7);
      // Its answer says that the request before it has come, too.
      await other.ask(1, read(0, 1, 4));
      simulated.clearFaults();
      await send(8);
      assert.deepEqual(await other.ask(3, PDU), right);
      other.destroy();
      line.end();
      assert.equal((await line.rest()).length, 0);
    });

    it('unplugged: there is no connection, until it is plugged in again', async () => {
      simulated.setFault('unplugged', 'water');
      await gateway.closed;
      const { gatewayPort } = await simulated.start();
      await isSentAway(gatewayPort);
      simulated.clearFaults();
      gateway = await RawClient.connect(gatewayPort);
      assert.equal((await readWater()).serial, 12345678);
      assert.deepEqual(await line.ask(3, PDU), right);
    });

    it('concerns only the device that has it', async () => {
      for (const fault of ['wrong_unit', 'late_answer', 'half_open']) simulated.setFault(fault, 'heat_pump_controller');
      assert.deepEqual(await line.ask(3, PDU), right);
    });
  });

  describe('life', () => {
    it('starts once, stops, and starts again', async () => {
      const ports = await simulated.start();
      assert.deepEqual(await simulated.start(), ports);
      const inverter = await RawClient.connect(ports.inverterPort);
      await simulated.stop();
      await Promise.all([gateway.closed, line.closed, inverter.closed]);
      for (const port of Object.values(ports)) await assert.rejects(RawClient.connect(port), /ECONNREFUSED/);
      const again = await simulated.start();
      gateway = await RawClient.connect(again.gatewayPort);
      assert.equal((await readWater()).serial, 12345678);
    });

    it('opens no port when one of them is taken, and can be tried again', async () => {
      const holder = createServer();
      await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
      const linePort = (holder.address() as { port: number }).port;
      const free = new SimulatedHouse({ gatewayPort: 0, linePort: 0, inverterPort: 0 });
      const { gatewayPort, inverterPort } = await free.start();
      await free.stop();

      const blocked = new SimulatedHouse({ gatewayPort, linePort, inverterPort });
      await assert.rejects(blocked.start(), new RegExp(`Port ${linePort} .* in use`));
      await assert.rejects(RawClient.connect(gatewayPort), /ECONNREFUSED/);
      await new Promise((resolve) => holder.close(resolve));
      assert.deepEqual(await blocked.start(), { gatewayPort, linePort, inverterPort });
      await blocked.stop();
      await blocked.stop();
    });

    it('answers exception 04 when its clock has gone astray', async () => {
      now = Number.NaN;
      assert.equal(hex(await gateway.ask(1, read(0, 1))), '8304');
      assert.equal(hex(await line.ask(3, read(0, 1))), '8304');
      assert.equal(hex(await line.ask(1, read(0, 1, 4))), '8404');
    });
  });
});

describe('simulated history', () => {
  const simulated = new SimulatedHouse({ gatewayPort: 0, linePort: 0, inverterPort: 0 });
  const house = new House();
  const noFaults = new Map<FaultName, number>();
  const wrong = new WrongRegister(noFaults, () => {});
  const gateway = new WaterGateway(house, new WaterMeter(house), noFaults, wrong);
  const le03m = new Le03m(energyRegister(house), noFaults, wrong);
  const controller = new HeatPumpController(house, noFaults);
  const inverter = new Inverter(house, noFaults);
  const readings = (from: number, to: number): Reading[] => [...simulated.history(from, to)].flat();
  /** Of a poll of the whole house. */
  const SERIES = 14;

  /** What polling the devices at a moment gives. */
  function poll(time: number): [string, number][] {
    const { flow, volume, temperature } = parseGateway(gateway.image(time));
    assert.deepEqual([flow.time, volume.time, temperature.time], [time, time, time]);
    const pump = Object.entries(parseController(controller.image(time)));
    return [
      ['water.volume', volume.value],
      ['water.flow', flow.value],
      ['water.temperature', temperature.value / 10],
      [
        'heat_pump.energy',
        decodeLe03m(le03m.image(time), time, { meter: 'heat_pump', divisor: 10, offset: 0 })[0]!.value,
      ],
      ...pump.map(([name, value]): [string, number] => [`heat_pump.${name}_temperature`, value]),
      ...decodeSolarEdge(inverter.image(time), time, { meter: 'solar', timeZone: 'UTC' }).readings.map(
        ({ series, value }): [string, number] => [series, value],
      ),
    ];
  }

  it('equals what the devices show at the same moment', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020, 0, 2), max: Date.UTC(2030, 0, 1) }), (from) => {
        const found = readings(from, from + HOUR);
        assert.equal(found.length, 12 * SERIES);
        for (const time of new Set(found.map((reading) => reading.time))) {
          const values = found.filter((reading) => reading.time === time).map(({ series, value }) => [series, value]);
          assert.deepEqual(Object.fromEntries(values), Object.fromEntries(poll(time)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('holds valid readings, with the meter where it is known', () => {
    const found = readings(NOW, NOW + DAY);
    for (const reading of found) assert.deepEqual(parseReading(reading), reading);
    const meter = { manufacturer: 'DEM', serial: '12345678', medium: 'water' };
    assert.deepEqual(found[0]!.meter, meter);
    assert.equal('meter' in found[3]!, false);
    assert.deepEqual(
      found.slice(0, SERIES).map(({ kind, unit }) => `${kind} ${unit}`),
      [
        ...['counter dm3', 'gauge dm3/h', 'gauge °C'],
        ...['counter kWh', 'gauge °C', 'gauge °C', 'gauge °C', 'gauge °C'],
        ...['counter kWh', 'gauge W', 'gauge °C', 'counter kWh', 'counter kWh', 'gauge W'],
      ],
    );
  });

  it('comes on whole 5 minutes from the first to before the last moment, a local day a batch', () => {
    // Both days of the clock changes in 2026, Europe/Warsaw.
    for (const [from, hours] of [
      [Date.UTC(2026, 2, 28, 23), 23],
      [Date.UTC(2026, 9, 24, 22), 25],
    ] as const) {
      const batches = [...simulated.history(from - 1, from + 2 * DAY)];
      assert.equal(batches[0]!.length, hours * 12 * SERIES);
      const times = batches
        .flat()
        .filter(({ series }) => series === 'water.volume')
        .map(({ time }) => time);
      const expected = Array.from({ length: 2 * 288 }, (_, index) => from + index * 5 * MINUTE);
      assert.deepEqual(times, expected);
    }
    assert.deepEqual(readings(NOW, NOW), []);
    assert.deepEqual(readings(NOW, NOW - DAY), []);
  });

  it('begins with 2020 and refuses what is no time', () => {
    const first = simulated.history(Number.NEGATIVE_INFINITY, NOW).next().value as Reading[];
    assert.equal(first[0]!.time, Date.UTC(2019, 11, 31, 23));
    assert.throws(() => readings(Number.NaN, NOW), RangeError);
    assert.throws(() => readings(NOW, Number.NaN), RangeError);
  });

  it('is not changed by faults', () => {
    const faulty = new SimulatedHouse({ gatewayPort: 0, linePort: 0, inverterPort: 0, clock: () => NOW });
    for (const fault of Object.keys(FAULTS)) faulty.setFault(fault);
    assert.deepEqual([...faulty.history(NOW, NOW + DAY)].flat(), readings(NOW, NOW + DAY));
  });
});
