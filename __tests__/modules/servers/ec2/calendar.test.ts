import { isCalendar } from "../../../../modules/servers/ec2/calendar";

/** Each was tried with `systemd-analyze calendar` of systemd 252. */
const TAKEN = [
  ...[
    "minutely",
    "hourly",
    "HOURLY",
    "daily",
    "weekly",
    "monthly",
    "quarterly",
    "yearly",
    "biannually",
    "semi-annually",
  ],
  ...["*-*-*", "*-*-* 00/6:00:00", "*:0/15", "*:00/15:30", "*:*", "*:*:*", "0:0", "0/23:00", "1..3/2:00", "00:00/1"],
  ...["Mon", "Mon,Fri", "mon..FRI *-*-* 4:00", "Mon-Fri 4:00", "Monday,Tue 4:00", "Mon..Wed,Fri 3:00", "Sun *-*-8..14"],
  ...["2027-01-15", "02-28 12:00", "*-*~1 3:00", "*-*~01..03 3:00", "*-*-1,15 3:00", "*-*-1..7 3:00", "24-1-1"],
  ...["1970-1-1 3:00", "12-1..3/2", "12:00:59.5", "5:00:00.123456", "3:00:00/20", "3:00:*", "*-*-*  03:00:00"],
  ...["daily UTC", "hourly Europe/Berlin", "*-*-* 03:00:00 Europe/Berlin", "5:00 utc", "5:00 CET", "5:00 localtime"],
  ...["Mon *-*-* 03:00:00 Etc/GMT+3", "5:00 America/Argentina/Buenos_Aires", "5:00 US/Pacific", "5:00 EST5EDT"],
];

const REFUSED = [
  ...["", " ", "every day", "secondly", "12", "*", "* *", "3am", "0 3 * * *", "rate(1 day)", "@daily"],
  ...["*-*-* */2:00", "*-13-1", "*-*-0", "*-*-32", "24:00", "23:60", "12:00:60", "3:00:*/5", "00/25:00", "0/24:00"],
  ...["*-*-31/1", "*/2-1-1", "*-*/2-1", "3..1:00", "1,,2:00", ",1:00", "1,:00", "1:2:3:4", "2250-1-1", "99999-1-1"],
  ...["Mon Tue", "Fri..Mon 3:00", "Mon..Tue..Wed 3:00", "Noday 3:00", "3:00 Mon", "3:00 *-*-*"],
  ...["5:00 Europe/Berlyn", "5:00 europe/berlin", "5:00 Z", "UTC", "Europe/Berlin", "5:00 UTC UTC"],
  ...["*-*-* 03:00:00 ", " *-*-* 03:00:00", "*-*-*T03:00:00", "daily\n", "daily\nExecStart=/bin/sh", "*-*-*\t3:00"],
];

test.each(TAKEN)("%j is taken", (text) => expect(isCalendar(text)).toBe(true));
test.each(REFUSED)("%j is refused", (text) => expect(isCalendar(text)).toBe(false));
