import { describe, expect, it } from 'vitest';
import { addressesOf, withSettings } from './postgres-address.ts';

describe('the URL of a PostgreSQL database', () => {
  it('of one server is that server’s', () => {
    expect(addressesOf('postgres://u:p%40x@db.example:5433/portvakt?sslmode=verify-full')).toEqual({
      servers: [{ url: 'postgres://u:p%40x@db.example:5433/portvakt?sslmode=verify-full', name: 'db.example:5433' }],
      mayFailOver: false,
      silence_ms: 1_200,
    });
    expect(addressesOf('postgres:///portvakt?host=/run/postgresql').servers).toEqual([
      { url: 'postgres:///portvakt?host=%2Frun%2Fpostgresql', name: 'the server' },
    ]);
  });

  it('may name several, each with its own port, that share the rest', () => {
    const { servers, mayFailOver } = addressesOf(
      'postgresql://u:p@a,b:6000,[2001:db8::1]:7000/x?target_session_attrs=read-write&sslmode=require',
    );
    expect(mayFailOver).toBe(true);
    expect(servers).toEqual([
      { url: 'postgresql://u:p@a/x?sslmode=require', name: 'a' },
      { url: 'postgresql://u:p@b:6000/x?sslmode=require', name: 'b:6000' },
      { url: 'postgresql://u:p@[2001:db8::1]:7000/x?sslmode=require', name: '[2001:db8::1]:7000' },
    ]);
  });

  it('says by target_session_attrs that what is behind one name changes places', () => {
    expect(addressesOf('postgres://leader/x?target_session_attrs=primary').mayFailOver).toBe(true);
    expect(addressesOf('postgres://leader/x?target_session_attrs=any').mayFailOver).toBe(false);
  });

  it.each(['standby', 'prefer-standby', 'read-only', 'x'])('is refused when it asks for %s', (wanted) => {
    expect(() => addressesOf(`postgres://u:secret@a,b/x?target_session_attrs=${wanted}`)).toThrow(
      `is "${wanted}", and the platform writes: say read-write`,
    );
  });

  it('says by tcp_user_timeout how long a silent server is waited for, as libpq does', () => {
    expect(addressesOf('postgres://u@h/n').silence_ms).toBe(1_200);
    expect(addressesOf('postgres://u@h/n?tcp_user_timeout=0').silence_ms).toBe(1_200);
    expect(addressesOf('postgres://u@h/n?tcp_user_timeout=9000')).toEqual({
      servers: [{ url: 'postgres://u@h/n', name: 'h' }],
      mayFailOver: false,
      silence_ms: 9_000,
    });
    for (const wrong of ['1199', '60001', 'soon', '-1', '1.5', ''])
      expect(() => addressesOf(`postgres://u@h/n?tcp_user_timeout=${wrong}`)).toThrow(
        `tcp_user_timeout of the database’s URL is "${wrong}": give milliseconds from 1200 to 60000, or leave it out for 1200`,
      );
  });

  it('takes settings of the session, after its own', () => {
    expect(withSettings('postgres://a/x', '-c a=1')).toBe('postgres://a/x?options=-c+a%3D1');
    expect(withSettings('postgres://a/x?options=-c%20b%3D2&ssl=true', '-c a=1')).toBe(
      'postgres://a/x?options=-c+b%3D2+-c+a%3D1&ssl=true',
    );
  });
});
