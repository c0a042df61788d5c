/* A DM client that knows everything when it is compiled: address, path, account, nonce, and the one message that it sends.
 * `device report` posts it. There is nothing to configure, nothing to reset, and nothing to ask. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const unsigned char message[] = {
#include "message.h"
};

int main(int argc, char **argv)
{
    if (argc != 2 || strcmp(argv[1], "report") != 0) {
        fprintf(stderr, "usage: %s report\n", argv[0]);
        return 64;
    }
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr.s_addr = inet_addr(HOST)};
    int line = socket(AF_INET, SOCK_STREAM, 0);
    if (line < 0 || connect(line, (struct sockaddr *)&server, sizeof server) != 0) {
        perror("connect");
        return 1;
    }
    dprintf(line, "POST " PATH " HTTP/1.1\r\nHost: " HOST ":%d\r\nContent-Type: application/vnd.syncml.dm+wbxml\r\n"
                  "Content-Length: %zu\r\nConnection: close\r\n\r\n", PORT, sizeof message);
    if (write(line, message, sizeof message) != sizeof message) {
        perror("write");
        return 1;
    }
    /* The server says nothing of DM, but HTTP is only over when it has answered. */
    char answer[512];
    ssize_t got = read(line, answer, sizeof answer);
    close(line);
    return got > 12 && memcmp(answer, "HTTP/1.1 2", 10) == 0 ? 0 : 1;
}
