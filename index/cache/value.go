package cache

import (
	"encoding/binary"
	"fmt"

	"github.com/cespare/xxhash/v2"
	"github.com/golang/snappy"
)

func hashed(key string) []byte { return binary.BigEndian.AppendUint64(nil, xxhash.Sum64String(key)) }

func encode(e entry) []byte {
	body := snappy.Encode(nil, e.body)
	v := make([]byte, 8, 12+len(e.key)+len(body))
	v = binary.BigEndian.AppendUint32(v, uint32(len(e.key)))
	v = append(v, e.key...)
	v = append(v, body...)
	binary.BigEndian.PutUint64(v, xxhash.Sum64(v[8:]))
	return v
}

// decode takes a value apart.
func decode(v []byte) (key string, body []byte, err error) {
	if len(v) < 12 || binary.BigEndian.Uint64(v) != xxhash.Sum64(v[8:]) {
		return "", nil, fmt.Errorf("%w: checksum of a value", errDamaged)
	}
	n := int(binary.BigEndian.Uint32(v[8:]))
	if n > len(v)-12 {
		return "", nil, fmt.Errorf("%w: length of a key", errDamaged)
	}
	if body, err = snappy.Decode(nil, v[12+n:]); err != nil {
		return "", nil, fmt.Errorf("%w: body of a value: %w", errDamaged, err)
	}
	return string(v[12 : 12+n]), body, nil
}
