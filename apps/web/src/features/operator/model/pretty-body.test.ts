import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prettyBody } from './pretty-body.ts';

describe('a raw body', () => {
  it('is indented', () => {
    expect(prettyBody('{"a":[1,2],"b":{},"c":"x,{y}"}').text).toBe(
      '{\n  "a": [\n    1,\n    2\n  ],\n  "b": {},\n  "c": "x,{y}"\n}',
    );
  });

  it('keeps every digit that was received', () => {
    expect(prettyBody('{"id":90071992547409931234,"n":1.50}').text).toContain('90071992547409931234');
    expect(prettyBody('{"id":1,"n":1.50}').text).toContain('1.50');
  });

  it('means the same as before, whatever JSON it is', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(JSON.parse(prettyBody(json).text)).toEqual(JSON.parse(json));
      }),
    );
  });

  it('is not changed when it is not JSON', () => {
    expect(prettyBody('not { json')).toEqual({ text: 'not { json', isJson: false });
  });
});
