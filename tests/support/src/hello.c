/* The hello-world of the tests: what a person sees of Docker's own, and nothing else. */
#include <stdio.h>

int main(void) {
    puts("\nHello from Docker!\n"
         "This message shows that your installation appears to be working correctly.\n\n"
         "To generate this message, Docker took the following steps:\n"
         " 1. The Docker client contacted the Docker daemon.\n"
         " 2. The Docker daemon pulled the \"hello-world\" image from the Docker Hub.\n"
         " 3. The Docker daemon created a new container from that image which runs the\n"
         "    executable that produces the output you are currently reading.\n"
         " 4. The Docker daemon streamed that output to the Docker client, which sent it\n"
         "    to your terminal.\n");
    return 0;
}
