#!/bin/sh
# Makes ./device. PORT=… ./build.sh chooses another port; whoever has only the binary cannot.
set -eu
cd "$(dirname "$0")"
host=127.0.0.1 port=${PORT:-8099} path=/oma/dm
device=IMEI:356938035643809 user=meter-7 secret=grey-lamp

# syncml:auth-md5 over the octets 00 01 02 03 04 05 06 07, the nonce that the device will use for ever
md5() { openssl md5 -binary | openssl base64 -A; }
inner=$(printf '%s:%s' "$user" "$secret" | md5)
cred=$(printf '%s:\000\001\002\003\004\005\006\007' "$inner" | md5)

xml2wbxml -v 1.2 -k -o message.wbxml - <<XML
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SyncML 1.2//EN" "http://www.openmobilealliance.org/tech/DTD/OMA-TS-SyncML_RepPro_DTD-V1_2.dtd">
<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>${PROTOCOL:-DM/1.3}</VerProto><SessionID>0</SessionID><MsgID>1</MsgID><Target><LocURI>http://$host:$port$path</LocURI></Target><Source><LocURI>$device</LocURI><LocName>$user</LocName></Source><Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-md5</Type></Meta><Data>$cred</Data></Cred></SyncHdr><SyncBody><Alert><CmdID>1</CmdID><Data>1230</Data><Item><Meta><Format xmlns="syncml:metinf">int</Format><Type xmlns="syncml:metinf">x-meter:reading</Type></Meta><Data><![CDATA[1207]]></Data></Item></Alert><Final/></SyncBody></SyncML>
XML
od -An -v -tx1 message.wbxml | sed 's/ \(..\)/0x\1,/g' > message.h
gcc -Wall -Wextra -O2 -DHOST="\"$host\"" -DPORT="$port" -DPATH="\"$path\"" -o device device.c
rm message.wbxml message.h
