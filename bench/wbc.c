/* libwbxml in memory, as the yardstick of bench/wbxml.mjs.
   usage: wbc FILE.xml SECONDS  ->  one JSON line: conversions a second of processor time, XML to WBXML and back, best of three runs of SECONDS each.
   gcc -O2 wbc.c -o wbc $(pkg-config --cflags --libs libwbxml2) */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wbxml/wbxml.h>
#include <wbxml/wbxml_conv.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static unsigned char *slurp(const char *path, long *length) {
  FILE *f = fopen(path, "rb");
  if (!f) exit(2);
  fseek(f, 0, SEEK_END);
  *length = ftell(f);
  rewind(f);
  unsigned char *octets = malloc(*length + 1);
  if (fread(octets, 1, *length, f) != (size_t)*length) exit(2);
  octets[*length] = 0;
  fclose(f);
  return octets;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  double seconds = atof(argv[2]), encode = 0, decode = 0;
  long n;
  unsigned char *xml = slurp(argv[1], &n), *wbxml = NULL, *back = NULL;
  WB_ULONG wbxml_length = 0, back_length = 0;

  WBXMLConvXML2WBXML *to;
  wbxml_conv_xml2wbxml_create(&to);
  wbxml_conv_xml2wbxml_set_version(to, WBXML_VERSION_13);
  wbxml_conv_xml2wbxml_disable_string_table(to);
  if (wbxml_conv_xml2wbxml_run(to, xml, n, &wbxml, &wbxml_length) != WBXML_OK) return 3;

  WBXMLConvWBXML2XML *from;
  wbxml_conv_wbxml2xml_create(&from);
  wbxml_conv_wbxml2xml_set_gen_type(from, WBXML_GEN_XML_COMPACT);
  if (wbxml_conv_wbxml2xml_run(from, wbxml, wbxml_length, &back, &back_length) != WBXML_OK) return 3;

  for (int run = 0; run < 3; run++) {
    double start = now(), spent;
    long count = 0;
    do {
      unsigned char *out;
      WB_ULONG out_length;
      wbxml_conv_xml2wbxml_run(to, xml, n, &out, &out_length);
      free(out);
      count++;
    } while ((spent = now() - start) < seconds);
    if (count / spent > encode) encode = count / spent;
    start = now();
    count = 0;
    do {
      unsigned char *out;
      WB_ULONG out_length;
      wbxml_conv_wbxml2xml_run(from, wbxml, wbxml_length, &out, &out_length);
      free(out);
      count++;
    } while ((spent = now() - start) < seconds);
    if (count / spent > decode) decode = count / spent;
  }
  printf("{\"wbxmlOctets\":%u,\"encode\":%.3f,\"decode\":%.3f}\n", wbxml_length, encode, decode);
  return 0;
}
