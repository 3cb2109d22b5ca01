//! A static Linux program that prints a message and exits, as bytes: a 64-bit ELF file with one segment that holds its
//! headers, the instructions and the message.

/// Where the segment is mapped.
const BASE: u64 = 0x40_0000;
const FILE_HEADER: u64 = 64;
const PROGRAM_HEADER: u64 = 56;
const CODE: u64 = FILE_HEADER + PROGRAM_HEADER;

const EM_X86_64: u16 = 62;
const EM_AARCH64: u16 = 183;

/// `write(1, message, length); exit(0)` for amd64.
pub fn amd64(message: &[u8]) -> Vec<u8> {
    const CODE_LENGTH: u64 = 34;
    let address = u32_of(BASE + CODE + CODE_LENGTH);
    let mut code = Vec::new();
    code.extend([0xb8, 1, 0, 0, 0]); //              mov eax, 1 (write)
    code.extend([0xbf, 1, 0, 0, 0]); //              mov edi, 1 (standard output)
    code.push(0xbe); //                              mov esi, message
    code.extend(address.to_le_bytes());
    code.push(0xba); //                              mov edx, length
    code.extend(u32_of(message.len() as u64).to_le_bytes());
    code.extend([0x0f, 0x05]); //                    syscall
    code.extend([0xb8, 60, 0, 0, 0]); //             mov eax, 60 (exit)
    code.extend([0xbf, 0, 0, 0, 0]); //              mov edi, 0
    code.extend([0x0f, 0x05]); //                    syscall
    assert_eq!(code.len() as u64, CODE_LENGTH);
    file(EM_X86_64, &code, message)
}

/// `write(1, message, length); exit(0)` for arm64.
pub fn arm64(message: &[u8]) -> Vec<u8> {
    const INSTRUCTIONS: u32 = 8;
    /// Bytes from the `adr` below, which is the second instruction, to the message.
    const TO_MESSAGE: u32 = (INSTRUCTIONS - 1) * 4;
    let movz = |register: u32, value: u32| 0xd280_0000 | (value << 5) | register;
    let adr = |register: u32, offset: u32| 0x1000_0000 | ((offset & 3) << 29) | ((offset >> 2) << 5) | register;
    let svc = 0xd400_0001;
    let length = u32_of(message.len() as u64);
    assert!(length < 1 << 16, "movz takes 16 bits");
    let code: [u32; INSTRUCTIONS as usize] = [
        movz(0, 1),         // x0 = 1 (standard output)
        adr(1, TO_MESSAGE), // x1 = message
        movz(2, length),    // x2 = length
        movz(8, 64),        // x8 = 64 (write)
        svc,
        movz(0, 0),  // x0 = 0
        movz(8, 93), // x8 = 93 (exit)
        svc,
    ];
    file(EM_AARCH64, &code.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>(), message)
}

fn file(machine: u16, code: &[u8], message: &[u8]) -> Vec<u8> {
    let size = CODE + code.len() as u64 + message.len() as u64;
    let mut elf = Vec::new();
    // 64-bit, little-endian, version 1, System V
    elf.extend(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0");
    elf.extend(2u16.to_le_bytes()); // an executable
    elf.extend(machine.to_le_bytes());
    elf.extend(1u32.to_le_bytes()); // version
    elf.extend((BASE + CODE).to_le_bytes()); // entry point
    elf.extend(FILE_HEADER.to_le_bytes()); // program headers are here
    elf.extend(0u64.to_le_bytes()); // no section headers
    elf.extend(0u32.to_le_bytes()); // flags
    for value in [FILE_HEADER, PROGRAM_HEADER, 1, 64, 0, 0] {
        elf.extend((value as u16).to_le_bytes()); // sizes and counts of headers
    }
    elf.extend(1u32.to_le_bytes()); // a segment to load
    elf.extend(5u32.to_le_bytes()); // readable and executable
    elf.extend(0u64.to_le_bytes()); // from the file's start
    elf.extend(BASE.to_le_bytes()); // virtual address
    elf.extend(BASE.to_le_bytes()); // physical address
    elf.extend(size.to_le_bytes()); // in the file
    elf.extend(size.to_le_bytes()); // in memory
    elf.extend(0x1_0000u64.to_le_bytes()); // alignment: the largest page size of arm64
    elf.extend(code);
    elf.extend(message);
    elf
}

fn u32_of(value: u64) -> u32 {
    u32::try_from(value).expect("the program is smaller than 4 GiB")
}
