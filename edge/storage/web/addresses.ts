import { BlockList, isIPv4, isIPv6 } from 'node:net';

// IPv4 that is not one machine of the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry/
const closedIPv4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];

// All that IANA has given out of IPv6 is in here; addresses that stand for one of IPv4 (::ffff:0:0/96, 64:ff9b::/96) are not.
const openIPv6 = '2000::/3';

// What of it is not one machine either: https://www.iana.org/assignments/iana-ipv6-special-registry/. 6to4 (2002::/16) and Teredo
// (in 2001::/23) hold addresses of IPv4.
const closedIPv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

const listOf = (subnets: string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', bits = ''] = subnet.split('/');
    list.addSubnet(network, Number(bits), family);
  }
  return list;
};

const closed = { ipv4: listOf(closedIPv4, 'ipv4'), ipv6: listOf(closedIPv6, 'ipv6') };
const open = listOf([openIPv6], 'ipv6');

/** Whether an IP address is one of the public internet: not of this machine, its network, its cloud, or of no one. */
export const isPublicAddress = (address: string): boolean => {
  if (isIPv4(address)) return !closed.ipv4.check(address, 'ipv4');
  // A zone (fe80::1%eth0) is of a local network.
  if (!isIPv6(address) || address.includes('%')) return false;
  return open.check(address, 'ipv6') && !closed.ipv6.check(address, 'ipv6');
};
