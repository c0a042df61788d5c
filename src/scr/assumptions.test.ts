import { describe, expect, it } from 'vitest';
import { parseYaml } from '../base/yaml.js';
import { MAC_STRATEGIES } from '../dm/mac.js';
import { checkPins, loadAssumptions, readingsInForce } from './assumptions.js';

const assumptions = loadAssumptions();
const pin = (id: string, value: string) => {
  const yaml = parseYaml(`pixit:\n  assume:\n    ${id}: ${value}\n`, 'acme.yaml');
  checkPins(yaml, ['pixit', 'assume'], { [id]: value });
};

describe('assumptions', () => {
  it.each(['U2', 'U3'])('%s has just the readings that the message authentication codes implement', (id) => {
    const acted = Object.entries(MAC_STRATEGIES).flatMap(([name, strategy]) => ('assumption' in strategy ? [name] : []));
    expect(acted.length).toBeGreaterThan(1);
    expect(Object.keys(assumptions.get(id)?.readings ?? {}).sort()).toEqual(acted.sort());
  });

  it('can be pinned to each of their readings, and an open one to anything', () => {
    for (const { id, readings } of assumptions.values()) for (const value of Object.keys(readings)) expect(() => pin(id, value)).not.toThrow();
    expect([...assumptions.values()].filter((a) => a.open).map((a) => a.id)).toEqual(['U7']);
    expect(() => pin('U7', 'my-bootstrap.ddf')).not.toThrow();
  });

  it('refuse an unknown id and an unknown reading with the place and the nearest right name', () => {
    expect(() => pin('U33', 'composed-sha256')).toThrow(
      expect.objectContaining({ code: 'unknown-assumption', message: expect.stringMatching(/^acme\.yaml:3:5: .*(.|\n)*"U3"/) }),
    );
    expect(() => pin('U3', 'composed-sha265')).toThrow(
      expect.objectContaining({ code: 'unknown-reading', message: expect.stringMatching(/^acme\.yaml:3:9: (.|\n)*did you mean "composed-sha256"/) }),
    );
    expect(() => pin('U1', 'somehow')).toThrow(expect.objectContaining({ message: expect.stringContaining('U1: How wide are') }));
  });

  it('are reported with the pinned reading, else with the default', () => {
    const readings = readingsInForce(assumptions.values(), { U3: 'rfc2104-b64key', U7: 'my-bootstrap.ddf' });
    expect(readings.map((r) => r.id)).toEqual([...assumptions.keys()]);
    expect(readings.filter((r) => r.pinned)).toEqual([
      { id: 'U3', pinned: true, value: 'rfc2104-b64key' },
      { id: 'U7', pinned: true, value: 'my-bootstrap.ddf' },
    ]);
    expect(readings[1]).toEqual({ id: 'U2', pinned: false, value: 'composed-sha256' });
  });
});
